package org.convzoo.serve.internal.model;

/** More requests wait for a model than may. */
public final class QueueFullException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  QueueFullException(int waiting) {
    super("%,d requests wait for this model: try again later".formatted(waiting));
  }
}
