package org.convzoo.graphs.task;

/**
 * Something an evaluation measures; more is better.
 *
 * @param key in files, in snake case
 * @param title for people
 * @param everyEpoch whether a training's curves show it, or evaluations alone
 */
public record Metric(String key, String title, boolean everyEpoch) {

  /** Returns the key in words. */
  public String words() {
    return key.replace('_', ' ');
  }
}
