package org.convzoo.train.internal.device;

import java.util.function.BooleanSupplier;
import org.convzoo.UsageException;
import org.convzoo.train.hardware.Devices;

/**
 * How the check is to be made.
 *
 * @param on what is checked: a GPU, or the CPU against itself
 * @param quick whether a few networks, at small sizes and for few steps, are enough
 * @param over whether time is over, so that what remains is skipped
 */
public record Setting(Devices.Choice on, boolean quick, BooleanSupplier over) {

  public Setting {
    if (on == Devices.Choice.AUTO) {
      throw new UsageException("what is to be checked is cpu or gpu, got auto");
    }
  }
}
