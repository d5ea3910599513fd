package io.tidemark.console.delivery;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a receiver gets at once: a notice of alerts, or an action. */
interface Delivery {
  /** Name of the receiver. */
  String receiver();

  /** The same for the same content: so that a receiver can tell a repetition. */
  String idempotencyKey();

  /** The Kafka records that are delivered with it. */
  List<ConsumerRecord<byte[], byte[]>> records();

  /**
   * Goes to the receiver; returns when it is there.
   *
   * @throws DeliveryException when it is not known to be
   */
  void sendBy(Channel channel) throws DeliveryException, InterruptedException;
}
