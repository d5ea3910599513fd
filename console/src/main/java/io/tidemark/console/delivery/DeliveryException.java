package io.tidemark.console.delivery;

import org.jspecify.annotations.Nullable;

/** A receiver did not take a notice. */
final class DeliveryException extends Exception {
  private final boolean permanent;

  private DeliveryException(String message, boolean permanent, @Nullable Throwable cause) {
    super(message, cause);
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
