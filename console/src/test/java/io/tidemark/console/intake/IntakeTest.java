package io.tidemark.console.intake;

import static io.tidemark.console.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.Alerts;
import io.tidemark.console.JavaProcess;
import io.tidemark.console.fleet.Fleet;
import io.tidemark.console.store.History;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.wire.WireFormat;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntakeTest {
  private static final TopicPartition PARTITION = new TopicPartition("alerts", 0);

  @TempDir Path folder;

  /** Kafka's own stand-in for a broker. */
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

  private long next;

  @Test
  void waitsForATopicThatIsNotThereAndSaysSo() {
    Clock clock = Clock.systemUTC();
    Fleet fleet = new Fleet(Duration.ofMinutes(5), clock);
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    try (History history = History.open(folder, clock)) {
      Keeper keeper = new Keeper(history, fleet, "alerts", Duration.ofDays(90), clock);
      try (Intake intake = new Intake(consumer, "alerts", null, null, keeper)) {
        intake.start();
        await(() -> keeper.failure() != null);
        assertThat(keeper.failure()).isEqualTo("Kafka has no topic alerts now");

        consumer.schedulePollTask(
            () -> consumer.addRecord(new ConsumerRecord<>("alerts", 0, 0, new byte[0], alert())));
        consumer.updatePartitions(
            "alerts", List.of(new PartitionInfo("alerts", 0, Node.noNode(), null, null)));

        await(() -> history.messages() == 1);
        await(() -> keeper.failure() == null);
      }
    }
  }

  @Test
  void aValueThatIsTooLargeIsCountedAndPassedOver() {
    Clock clock = Clock.systemUTC();
    Fleet fleet = new Fleet(Duration.ofMinutes(5), clock);
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updatePartitions(
        "alerts", List.of(new PartitionInfo("alerts", 0, Node.noNode(), null, null)));
    consumer.schedulePollTask(
        () -> {
          for (WireFormat format : List.of(WireFormat.AVRO, WireFormat.JSON)) {
            byte[] large =
                format
                    .encoder(AnomalyAlert.class)
                    .encode(Alerts.withNote("large", 1, AnyFormat.MOST_BYTES));
            add(large);
          }
          add(alert());
        });
    try (History history = History.open(folder, clock)) {
      Keeper keeper = new Keeper(history, fleet, "alerts", Duration.ofDays(90), clock);
      try (Intake intake = new Intake(consumer, "alerts", null, null, keeper)) {
        intake.start();

        await(() -> history.messages() == 1);

        assertThat(keeper.unreadable()).isEqualTo(2);
        assertThat(history.story("large")).isEmpty();
      }
    }
  }

  @Test
  void theProcessEndsWhenItsThreadDoes() throws Exception {
    JavaProcess process = JavaProcess.run(WithoutMemory.class, folder);

    assertThat(process.status()).isEqualTo(1);
    assertThat(process.said())
        .containsOnlyOnce(
            "console-intake failed; the process ends: java.lang.OutOfMemoryError: none left");
  }

  private void add(byte[] value) {
    consumer.addRecord(new ConsumerRecord<>("alerts", 0, next++, new byte[0], value));
  }

  private static byte[] alert() {
    return WireFormat.AVRO.encoder(AnomalyAlert.class).encode(Alerts.opened("a", "pump"));
  }

  /** Reads until there is no memory left, then waits for ever. */
  static final class WithoutMemory {
    private WithoutMemory() {}

    public static void main(String[] folder) throws InterruptedException {
      Clock clock = Clock.systemUTC();
      MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
      consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
      consumer.updatePartitions(
          "alerts", List.of(new PartitionInfo("alerts", 0, Node.noNode(), null, null)));
      consumer.schedulePollTask(
          () -> {
            throw new OutOfMemoryError("none left");
          });
      History history = History.open(Path.of(folder[0], "store"), clock);
      Fleet fleet = new Fleet(Duration.ofMinutes(5), clock);
      Keeper keeper = new Keeper(history, fleet, "alerts", Duration.ofDays(90), clock);
      new Intake(consumer, "alerts", null, null, keeper).start();
      new CountDownLatch(1).await();
    }
  }
}
