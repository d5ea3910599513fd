package io.tidemark.console.delivery;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What is delivered at once: one message or a group of them, in order.
 *
 * @param messages at least one
 */
record Notice(String receiver, List<PendingMessage> messages) implements Delivery {
  private static final Comparator<PendingMessage> WORST_FIRST =
      Comparator.comparing(PendingMessage::severity).reversed().thenComparing(PendingMessage::ends);

  /**
   * The newest message of each incident or situation, for people: the worst first, open ones before
   * others.
   */
  List<PendingMessage> incidents() {
    Map<String, PendingMessage> newest = new LinkedHashMap<>();
    for (PendingMessage message : messages) {
      newest.merge(
          message.id(),
          message,
          (before, now) -> before.opening() && !now.ends() ? now.asOpening() : now);
    }
    return newest.values().stream().sorted(WORST_FIRST).toList();
  }

  @Override
  public String idempotencyKey() {
    if (messages.size() == 1) {
      return messages.get(0).idempotencyKey();
    }
    String all =
        messages.stream().map(PendingMessage::idempotencyKey).collect(Collectors.joining(","));
    return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString();
  }

  @Override
  public List<ConsumerRecord<byte[], byte[]>> records() {
    return messages.stream()
        .flatMap(message -> message.singleMessages().stream())
        .map(PendingMessage::record)
        .toList();
  }

  @Override
  public void sendBy(Channel channel) throws DeliveryException, InterruptedException {
    channel.send(this);
  }
}
