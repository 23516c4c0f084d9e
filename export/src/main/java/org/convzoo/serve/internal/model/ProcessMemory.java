package org.convzoo.serve.internal.model;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Pointer;

/**
 * The memory of this process, Java's and that of the engines. Looked at before each run, it keeps a
 * server from being killed for taking too much.
 *
 * @param most bytes that it may take
 */
record ProcessMemory(long most) {

  /** Nearly all of the machine, or of the container that Java runs in. */
  static final ProcessMemory OF_MACHINE = new ProcessMemory(machine() / 20 * 19);

  private static long machine() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  /**
   * Checks that it has not taken as much as it may.
   *
   * @throws OutOfMemoryError if it has
   */
  void requireRoom() {
    long taken = Pointer.physicalBytes();
    if (taken > most) {
      throw new OutOfMemoryError("%,d bytes are taken of %,d".formatted(taken, most));
    }
  }
}
