package io.tidemark.detector.definition;

import io.tidemark.schemas.PrintableText;

/**
 * A definition, configuration or input that cannot be used. The message is one printable line that
 * names the field, the value found and what is accepted.
 */
public final class DefinitionException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 4_000;
  private static final int LONGEST_VALUE = 400;

  public DefinitionException(String message) {
    super(PrintableText.oneLine(message, LONGEST));
  }

  /**
   * The usual form: {@code window.length: -3 is not accepted; it must be a whole number from 2 to
   * 10000}.
   */
  public static DefinitionException of(String field, Object value, String accepted) {
    return new DefinitionException(
        field
            + ": "
            + PrintableText.of(String.valueOf(value), LONGEST_VALUE)
            + " is not accepted; it must be "
            + accepted);
  }
}
