package org.convzoo.tools.terminal;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far some work has come, on the last line of a terminal; nothing where there is none. */
public final class Bar implements AutoCloseable {

  private static final int WIDTH = 110;

  private final boolean terminal = Boolean.getBoolean("convzoo.terminal");
  private String task;
  private ProgressBar bar;

  /** Whether there is a terminal. */
  public boolean isSeen() {
    return terminal;
  }

  /** Shows that {@code done} of {@code of} are done; another task has a bar of its own. */
  public void to(String task, long done, long of) {
    to(task, done, of, "");
  }

  /** Shows it with a few words more. */
  public void to(String task, long done, long of, String words) {
    if (!terminal) {
      return;
    }
    if (!task.equals(this.task)) {
      clear();
      this.task = task;
      bar = draw(task, of);
    }
    bar.stepTo(done);
    bar.setExtraMessage(" " + words);
  }

  private static ProgressBar draw(String task, long max) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(max)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .setConsumer(
            new ConsoleProgressBarConsumer(System.out, WIDTH) {
              @Override
              public void close() {
                clear();
              }
            })
        .build();
  }

  /** Makes room for a line of text. */
  public void clear() {
    if (bar != null) {
      bar.close();
      bar = null;
      task = null;
    }
  }

  @Override
  public void close() {
    clear();
  }
}
