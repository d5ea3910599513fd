package io.tidemark.detector.model;

import io.tidemark.schemas.PrintableText;

/**
 * A model that cannot be loaded, does not meet the contract, or failed while it ran. The message is
 * one printable line: it may quote the file.
 */
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 4_000;

  public ModelException(String message) {
    super(PrintableText.oneLine(message, LONGEST));
  }

  public ModelException(String message, Throwable cause) {
    super(PrintableText.oneLine(message, LONGEST), cause);
  }
}
