package org.convzoo.train.internal.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What NVIDIA's driver and Linux say, in the words of their files. */
class GpuFactsTest {

  @Test
  void driversSayTheirVersion() {
    String closed = "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 2023";
    String open = "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86  Release Build";
    assertEquals("535.104.05", GpuFacts.driver(closed));
    assertEquals("570.86", GpuFacts.driver(open));
    assertEquals("no number", GpuFacts.driver("no number"));
  }

  @Test
  void librariesAreNamedOnce() {
    String place = "7f0c5a000000-7f0c5a200000 r-xp 00000000 08:01 1234   ";
    assertEquals(
        List.of("/usr/lib/libcudnn.so.9.5.1", "/opt/cuda/libcublasLt.so.12.6.4.1"),
        GpuFacts.libraries(
            List.of(
                place + "/usr/lib/libcudnn.so.9.5.1",
                place + "/usr/lib/libcudnn.so.9.5.1",
                place + "/usr/lib/libc.so.6",
                place,
                place + "/opt/cuda/libcublasLt.so.12.6.4.1")));
  }
}
