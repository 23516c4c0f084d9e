package org.convzoo.serve.internal.model;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ProcessMemoryTest {

  @Test
  void processMayTakeWhatTheMachineHas() {
    assertDoesNotThrow(ProcessMemory.OF_MACHINE::requireRoom);
  }

  /** A Java takes more than a megabyte, whatever it does. */
  @Test
  void takingMoreIsRefused() {
    OutOfMemoryError e =
        assertThrows(OutOfMemoryError.class, new ProcessMemory(1_000_000)::requireRoom);
    assertTrue(e.getMessage().endsWith(" bytes are taken of 1,000,000"), e.getMessage());
  }
}
