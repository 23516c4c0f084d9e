package org.convzoo.export;

import java.io.IOException;

/** A model that does more than a network has to. The message names it and says what. */
public final class UntrustedModelException extends IOException {

  private static final long serialVersionUID = 1L;

  UntrustedModelException(String message) {
    super(message);
  }
}
