package org.convzoo.train.data;

/** Data that cannot be used. The message names the file, what is wrong with it and what to do. */
public final class DataException extends RuntimeException {

  public DataException(String message) {
    super(message);
  }
}
