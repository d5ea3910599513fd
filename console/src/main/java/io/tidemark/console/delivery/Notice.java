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
 * @param letters at least one
 */
record Notice(String receiver, List<Letter> letters) implements Delivery {
  private static final Comparator<Letter> WORST_FIRST =
      Comparator.comparing(Letter::severity).reversed().thenComparing(Letter::ends);

  /**
   * The newest message of each incident or situation, for people: the worst first, open ones before
   * others.
   */
  List<Letter> incidents() {
    Map<String, Letter> newest = new LinkedHashMap<>();
    for (Letter letter : letters) {
      newest.merge(
          letter.id(),
          letter,
          (before, now) -> before.opening() && !now.ends() ? now.asOpening() : now);
    }
    return newest.values().stream().sorted(WORST_FIRST).toList();
  }

  @Override
  public String idempotencyKey() {
    if (letters.size() == 1) {
      return letters.get(0).idempotencyKey();
    }
    String all = letters.stream().map(Letter::idempotencyKey).collect(Collectors.joining(","));
    return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString();
  }

  @Override
  public List<ConsumerRecord<byte[], byte[]>> records() {
    return letters.stream()
        .flatMap(letter -> letter.messages().stream())
        .map(Letter::record)
        .toList();
  }

  @Override
  public void sendBy(Channel channel) throws DeliveryException, InterruptedException {
    channel.send(this);
  }
}
