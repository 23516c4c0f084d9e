package org.convzoo.tools.process;

import java.io.IOException;

/** A process that another one launched, whose end is the end of this one, too. */
public final class Launched {

  /** Set for such processes; their standard input is open as long as the launcher lives. */
  static final String VARIABLE = "CONVZOO_LAUNCHED";

  private static final int TERMINATED = 128 + 15;

  private Launched() {}

  /** Begins to watch the launcher, if there is one. */
  public static void endWithLauncher() {
    if (System.getenv(VARIABLE) == null) {
      return;
    }
    Thread watch = new Thread(Launched::awaitEnd, "launcher watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static void awaitEnd() {
    try {
      while (System.in.read() >= 0) {
        // nobody types anything here
      }
    } catch (IOException e) {
      // it is closed as well
    }
    System.exit(TERMINATED); // as by SIGTERM: what is in hand is saved first
  }
}
