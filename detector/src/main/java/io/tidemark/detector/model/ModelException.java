package io.tidemark.detector.model;

/**
 * A model that cannot be loaded, does not meet the contract, or failed while it ran. The message is
 * one line.
 */
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ModelException(String message) {
    super(message);
  }

  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
