package org.convzoo.train.data;

import java.io.IOException;
import org.convzoo.internal.files.Folders;

/** Data that cannot be used. The message names the file, what is wrong with it and what to do. */
public final class DataException extends RuntimeException {

  /**
   * @param message a format where values follow, else as it is
   */
  public DataException(String message, Object... values) {
    super(values.length == 0 ? message : message.formatted(values));
  }

  /** A file or folder that is there and cannot be read. */
  public static DataException unreadable(Object path, IOException e) {
    return new DataException("%s cannot be read: %s", path, Folders.reason(e));
  }
}
