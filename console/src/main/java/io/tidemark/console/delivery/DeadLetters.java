package io.tidemark.console.delivery;

/** Takes what could not be delivered. */
interface DeadLetters extends AutoCloseable {
  /** Returns whether it is safe there. */
  boolean take(Delivery delivery, String reason);

  @Override
  void close();
}
