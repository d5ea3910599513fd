package io.tidemark.detector.definition;

/**
 * A definition, configuration or input that cannot be used. The message is one line that names the
 * field, the value found and what is accepted.
 */
public final class DefinitionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DefinitionException(String message) {
    super(message);
  }

  /**
   * The usual form: {@code window.length: -3 is not accepted; it must be a whole number from 2 to
   * 10000}.
   */
  public static DefinitionException of(String field, Object value, String accepted) {
    return new DefinitionException(
        field + ": " + value + " is not accepted; it must be " + accepted);
  }
}
