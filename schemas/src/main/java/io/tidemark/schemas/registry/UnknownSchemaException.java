package io.tidemark.schemas.registry;

/** A schema id that leads to no schema that can be used. The message is one line that says why. */
public final class UnknownSchemaException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason one line
   */
  public UnknownSchemaException(String reason) {
    super(reason, null, false, false);
  }
}
