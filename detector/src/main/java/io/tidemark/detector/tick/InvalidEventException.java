package io.tidemark.detector.tick;

import io.tidemark.schemas.PrintableText;

/** An event that decodes but cannot be used. The message names the field and the value. */
public final class InvalidEventException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 1_000;

  public InvalidEventException(String message) {
    super(PrintableText.oneLine(message, LONGEST));
  }
}
