package io.tidemark.detector.line;

/**
 * A {@link LineListener} could not take what the line found. The line passes it on to its host: to
 * go on would lose an alert.
 */
public final class OutputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OutputException(RuntimeException cause) {
    super(cause);
  }
}
