package org.convzoo.train.cluster;

/** Processes cannot train together any more, or not at all. The message names who is to blame. */
public final class ClusterException extends RuntimeException {

  ClusterException(String why) {
    super(why);
  }

  ClusterException(String why, Throwable cause) {
    super(why, cause);
  }
}
