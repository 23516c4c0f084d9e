package org.convzoo.tools.terminal;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The process through which the launcher lets stderr pass. The launcher becomes this Java, so the
 * filter, started before, is its child.
 */
public final class StderrFilter {

  private static final int SECONDS = 1;

  private final List<ProcessHandle> processes =
      Boolean.getBoolean("convzoo.filtered")
          ? ProcessHandle.current().children().toList()
          : List.of();

  /** Waits until all that was said on stderr is written, which ends with this. */
  public void finish() {
    if (processes.isEmpty()) {
      return;
    }
    System.err.close(); // the JDK puts /dev/null in its place, so that the filter sees the end
    for (ProcessHandle process : processes) {
      try {
        process.onExit().get(SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        // it is no filter, or it hangs: what it still holds is not worth more than a second
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
