package io.tidemark.console.delivery;

/** A way to a receiver. */
interface Channel {
  /**
   * Tells a notice; returns when the receiver has it.
   *
   * @throws DeliveryException when it is not known to have it
   */
  void send(Notice notice) throws DeliveryException, InterruptedException;
}
