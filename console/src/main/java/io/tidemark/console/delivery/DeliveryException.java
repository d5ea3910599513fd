package io.tidemark.console.delivery;

import io.tidemark.schemas.PrintableText;
import org.jspecify.annotations.Nullable;

/** A receiver did not take a notice. */
final class DeliveryException extends Exception {
  private final boolean permanent;

  private DeliveryException(String message, boolean permanent, @Nullable Throwable cause) {
    super(PrintableText.oneLine(message), cause); // it may quote what a server answered
    this.permanent = permanent;
  }

  /** Worth another try. */
  static DeliveryException temporary(String message, @Nullable Throwable cause) {
    return new DeliveryException(message, false, cause);
  }

  /** It will not take this notice, however often it is tried. */
  static DeliveryException permanent(String message) {
    return new DeliveryException(message, true, null);
  }

  boolean isPermanent() {
    return permanent;
  }
}
