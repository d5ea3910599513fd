package io.tidemark.schemas.registry;

import io.tidemark.schemas.PrintableText;

/**
 * The registry gives no answer, or none that can be acted on: it is away, refuses the credentials
 * or a schema, or is no registry. Says nothing about the payload at hand, which may be perfectly
 * good: whoever meets it waits or stops, and drops nothing. The message is one line with the
 * registry's address and without secrets.
 */
public final class RegistryException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 1_000;

  private final boolean passing;

  RegistryException(String message, boolean passing) {
    super(PrintableText.oneLine(message, LONGEST));
    this.passing = passing;
  }

  /** Whether it may be over by itself, without anybody changing a configuration. */
  boolean isPassing() {
    return passing;
  }
}
