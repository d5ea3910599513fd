package io.tidemark.detector.tick;

/** An event that decodes but cannot be used. The message names the field and the value. */
public final class InvalidEventException extends Exception {
  private static final long serialVersionUID = 1L;

  public InvalidEventException(String message) {
    super(message);
  }
}
