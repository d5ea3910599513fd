package io.tidemark.console.delivery;

import static io.tidemark.console.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.Alerts;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.wire.EventDecoder;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.Test;

class PostmanTest {
  private static final TopicPartition PARTITION = new TopicPartition("alerts", 0);

  /** Kafka's own stand-in for a broker. */
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

  private final List<String> told = new CopyOnWriteArrayList<>();

  @Test
  void goesOnWhereItStoodWhenKafkaRefusedItOrARecordBrokeIt() {
    AtomicInteger decoded = new AtomicInteger();
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    try (Postman postman =
        postman(
            value -> {
              if (decoded.incrementAndGet() == 2) {
                throw new IllegalStateException("broken once");
              }
              return Alerts.message(
                  "a", value == null ? 0 : value[0], AlertState.UPDATE, Severity.HIGH, "pump");
            })) {
      consumer.schedulePollTask(this::twoAlerts); // of which the second breaks it
      consumer.schedulePollTask(
          () -> consumer.setPollException(new SaslAuthenticationException("the password expired")));
      consumer.schedulePollTask(this::twoAlerts);

      postman.start();

      await(() -> committed() == 2);
      assertThat(told).contains("a:0", "a:1");
    }
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void noSettingOfTheClientsKeepsPartitionsOverARebalance() {
    Properties kafka = new Properties();
    kafka.setProperty("bootstrap.servers", "localhost:9092");
    kafka.setProperty("group.protocol", "consumer");
    kafka.setProperty("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());

    Properties settings = Postman.settings(kafka, "ours");

    assertThat(settings).containsEntry("group.id", "ours");
    assertThat(settings.getProperty("group.protocol")).isEqualToIgnoringCase("classic");
    assertThat(settings)
        .containsEntry("partition.assignment.strategy", RangeAssignor.class.getName());
  }

  private void twoAlerts() {
    consumer.rebalance(List.of(PARTITION));
    for (byte sequence = 0; sequence < 2; sequence++) {
      consumer.addRecord(
          new ConsumerRecord<>("alerts", 0, sequence, new byte[0], new byte[] {sequence}));
    }
  }

  private long committed() {
    var offset = consumer.committed(Set.of(PARTITION)).get(PARTITION);
    return offset == null ? 0 : offset.offset();
  }

  private Postman postman(EventDecoder<AnomalyAlert> decoder) {
    Receiver receiver =
        new Receiver(
            "ops",
            notice -> told.add(notice.idempotencyKey()),
            new Match(Set.of(), Severity.LOW, EnumSet.allOf(AlertState.class)),
            new Grouping(Grouping.By.MESSAGE, Duration.ZERO),
            null,
            new Retry(Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMinutes(1)));
    return new Postman(
        consumer, "alerts", receiver, decoder, new NoDeadLetters(), Clock.systemUTC());
  }

  /** Nothing is to come here. */
  private static final class NoDeadLetters implements DeadLetters {
    @Override
    public boolean take(Notice notice, String reason) {
      throw new AssertionError(reason);
    }

    @Override
    public void close() {}
  }
}
