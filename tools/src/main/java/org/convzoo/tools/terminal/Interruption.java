package org.convzoo.tools.terminal;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/**
 * Ctrl-C and SIGTERM, heard as a request: the virtual machine's end waits until the work in hand
 * has been saved and this is closed. The exit code is then the shell's usual one, 130 or 143.
 */
public final class Interruption implements AutoCloseable {

  private final CountDownLatch saved = new CountDownLatch(1);
  private final Thread hook = new Thread(this::hold, "interruption");
  private volatile boolean requested;

  public Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Does what is short and must be whole before the program may end. */
  public static <T> T after(Callable<T> work) throws Exception {
    Interruption interruption = new Interruption();
    try {
      return work.call();
    } finally {
      interruption.close();
    }
  }

  /** Work that asks whether it shall stop, and then leaves nothing. */
  public interface Stoppable {
    void run(BooleanSupplier stop) throws Exception;
  }

  /** Does work wholly or, where the program is asked to end, not at all; returns the exit code. */
  public static int wholly(PrintWriter out, Stoppable work) throws Exception {
    Interruption interruption = new Interruption();
    try {
      work.run(interruption::requested);
      return 0;
    } catch (CancellationException e) {
      out.println("stopped; nothing was written");
      out.flush();
      return 1;
    } finally {
      interruption.close();
    }
  }

  /** Whether the program was asked to end. */
  public boolean requested() {
    return requested;
  }

  private void hold() {
    requested = true;
    try {
      saved.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    saved.countDown();
    if (!requested) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // the end has begun in this very moment, and there is nothing left to save
      }
    }
  }
}
