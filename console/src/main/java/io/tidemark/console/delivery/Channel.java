package io.tidemark.console.delivery;

/** A way to a receiver. */
interface Channel {
  /**
   * Tells a notice; returns when the receiver has it.
   *
   * @throws DeliveryException when it is not known to have it
   */
  void send(Notice notice) throws DeliveryException, InterruptedException;

  /**
   * Tells what a person did about an incident; returns when the receiver has it. Does nothing
   * unless a channel says otherwise.
   *
   * @throws DeliveryException when it is not known to have it
   */
  default void send(ActionNotice notice) throws DeliveryException, InterruptedException {}

  /**
   * Whether the receiver gets the messages of each incident, with its situation beside them, rather
   * than one message about a situation.
   */
  default boolean takesEachIncident() {
    return false;
  }
}
