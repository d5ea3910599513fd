package io.tidemark.console.intake;

import static io.tidemark.console.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.Alerts;
import io.tidemark.console.JavaProcess;
import io.tidemark.console.MovingClock;
import io.tidemark.console.action.Actions;
import io.tidemark.console.fleet.Fleet;
import io.tidemark.console.store.Batch;
import io.tidemark.console.store.History;
import io.tidemark.console.store.Position;
import io.tidemark.console.store.SmallDisk;
import io.tidemark.console.store.StoreLimit;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.IncidentActionKind;
import io.tidemark.schemas.wire.WireFormat;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
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
    try (History history = History.open(folder, null, clock)) {
      HistoryWriter writer =
          new HistoryWriter(
              history, fleet, "alerts", "incident-actions", Duration.ofDays(90), clock);
      try (Intake intake = new Intake(consumer, "alerts", null, "incident-actions", null, writer)) {
        intake.start();
        await(() -> writer.failure() != null);
        assertThat(writer.failure()).isEqualTo("Kafka has no topic alerts now");

        consumer.schedulePollTask(
            () -> consumer.addRecord(new ConsumerRecord<>("alerts", 0, 0, new byte[0], alert())));
        consumer.updatePartitions(
            "alerts", List.of(new PartitionInfo("alerts", 0, Node.noNode(), null, null)));

        await(() -> history.messages() == 1);
        await(() -> writer.failure() == null);
      }
    }
  }

  @Test
  void readsActionsInEveryWireFormat() {
    Clock clock = Clock.systemUTC();
    Fleet fleet = new Fleet(Duration.ofMinutes(5), clock);
    TopicPartition acted = new TopicPartition("incident-actions", 0);
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L, acted, 0L));
    for (String topic : List.of("alerts", "incident-actions")) {
      consumer.updatePartitions(
          topic, List.of(new PartitionInfo(topic, 0, Node.noNode(), null, null)));
    }
    consumer.schedulePollTask(
        () -> {
          consumer.addRecord(new ConsumerRecord<>("alerts", 0, 0, new byte[0], alert()));
          for (WireFormat format : List.of(WireFormat.AVRO, WireFormat.JSON)) {
            IncidentAction action =
                Actions.action("a", format.ordinal(), IncidentActionKind.COMMENT);
            byte[] value = format.encoder(IncidentAction.class).encode(action);
            consumer.addRecord(
                new ConsumerRecord<>("incident-actions", 0, next++, new byte[0], value));
          }
          consumer.addRecord(
              new ConsumerRecord<>("incident-actions", 0, next++, new byte[0], new byte[] {1}));
        });
    try (History history = History.open(folder, null, clock)) {
      HistoryWriter writer =
          new HistoryWriter(
              history, fleet, "alerts", "incident-actions", Duration.ofDays(90), clock);
      try (Intake intake = new Intake(consumer, "alerts", null, "incident-actions", null, writer)) {
        intake.start();
        await(() -> history.positions().contains(new Position("incident-actions", 0, 3)));
        await(() -> history.details("a").map(details -> details.actions().size()).orElse(0) == 2);
        assertThat(writer.unreadable()).isEqualTo(1);
        assertThat(reads(intake, "alerts").records()).isEqualTo(1);
        assertThat(reads(intake, "actions").records()).isEqualTo(3);
        assertThat(intake.reads()).doesNotContainKey("scores");
      }
    }
  }

  @Test
  void knowsHowNewTheNewestRecordIsAndHowManyWait() {
    Clock clock = Clock.systemUTC();
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, 7L));
    consumer.updatePartitions(
        "alerts", List.of(new PartitionInfo("alerts", 0, Node.noNode(), null, null)));
    consumer.schedulePollTask(
        () -> {
          addAt(Alerts.OPENED.plusSeconds(5));
          addAt(Alerts.OPENED);
        });
    try (History history = History.open(folder, null, clock)) {
      HistoryWriter writer =
          new HistoryWriter(
              history,
              new Fleet(Duration.ofMinutes(5), clock),
              "alerts",
              "incident-actions",
              Duration.ofDays(90),
              clock);
      try (Intake intake = new Intake(consumer, "alerts", null, "incident-actions", null, writer)) {
        TopicReads alerts = reads(intake, "alerts");
        assertThat(alerts.newestMillis()).isZero();
        intake.start();

        await(() -> alerts.records() == 2 && alerts.lag() == 5);

        assertThat(alerts.newestMillis()).isEqualTo(Alerts.OPENED.plusSeconds(5).toEpochMilli());
      }
    }
  }

  private static TopicReads reads(Intake intake, String topic) {
    return Objects.requireNonNull(intake.reads().get(topic));
  }

  private void addAt(Instant time) {
    consumer.addRecord(
        new ConsumerRecord<>(
            "alerts",
            0,
            next++,
            time.toEpochMilli(),
            TimestampType.CREATE_TIME,
            0,
            0,
            new byte[0],
            alert(),
            new RecordHeaders(),
            Optional.empty()));
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
    try (History history = History.open(folder, null, clock)) {
      HistoryWriter writer =
          new HistoryWriter(
              history, fleet, "alerts", "incident-actions", Duration.ofDays(90), clock);
      try (Intake intake = new Intake(consumer, "alerts", null, "incident-actions", null, writer)) {
        intake.start();

        await(() -> history.messages() == 1);

        assertThat(writer.unreadable()).isEqualTo(2);
        assertThat(history.details("large")).isEmpty();
      }
    }
  }

  @Test
  void whileTheDiskIsFullNothingIsLostAndWhatIsOldIsForgotten() {
    MovingClock clock = new MovingClock(Alerts.OPENED);
    Fleet fleet = new Fleet(Duration.ofMinutes(5), clock);
    Topic topic = new Topic();
    try (History history = SmallDisk.open(folder, new StoreLimit(1L << 30), clock)) {
      AnomalyAlert old = Alerts.opened("old", "pump");
      history.append(new Batch(List.of(old), Map.of(), List.of(), List.of(), List.of()));
      SmallDisk.setUsable(0);
      topic.send(alert());
      HistoryWriter writer =
          new HistoryWriter(
              history, fleet, "alerts", "incident-actions", Duration.ofDays(90), clock);
      try (Intake intake = new Intake(topic, "alerts", null, "incident-actions", null, writer)) {
        intake.start();

        await(() -> writer.failure() != null);
        assertThat(writer.failure()).startsWith("the disk of the history has ");
        clock.move(Duration.ofDays(91));
        await(() -> history.details("old").isEmpty());
        await(() -> writer.failure() != null);
        assertThat(history.messages()).isZero();

        SmallDisk.setUsable(1L << 30);
        await(() -> history.messages() == 1 && writer.failure() == null);
      }
    }
  }

  @Test
  void whatAFailedWriteLostIsReadAgain() {
    Clock clock = Clock.systemUTC();
    Fleet fleet = new Fleet(Duration.ofMinutes(5), clock);
    Topic topic = new Topic();
    try (History history = SmallDisk.open(folder, new StoreLimit(1L << 30), clock)) {
      HistoryWriter writer =
          new HistoryWriter(
              history, fleet, "alerts", "incident-actions", Duration.ofDays(90), clock);
      try (Intake intake = new Intake(topic, "alerts", null, "incident-actions", null, writer)) {
        intake.start();
        topic.send(alert());
        await(() -> history.messages() == 1);

        // The database writes some time after it said that it did.
        SmallDisk.setFull(true);
        await(
            () -> {
              topic.send(alert(Alerts.opened("i" + topic.sent(), "pump")));
              return writer.failure() != null;
            });
        SmallDisk.setFull(false);

        await(() -> writer.failure() == null && history.messages() == topic.sent());
        assertThat(history.positions()).containsExactly(new Position("alerts", 0, topic.sent()));
      }
    }
  }

  /** A topic that can be read again; Kafka's own stand-in forgets what it handed out. */
  private static final class Topic extends MockConsumer<byte[], byte[]> {
    private final List<ConsumerRecord<byte[], byte[]>> records = new CopyOnWriteArrayList<>();

    Topic() {
      super("earliest");
      updateBeginningOffsets(Map.of(PARTITION, 0L));
      updatePartitions(
          "alerts", List.of(new PartitionInfo("alerts", 0, Node.noNode(), null, null)));
    }

    void send(byte[] value) {
      records.add(new ConsumerRecord<>("alerts", 0, records.size(), new byte[0], value));
    }

    int sent() {
      return records.size();
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      long next = position(PARTITION);
      records.stream().filter(record -> record.offset() >= next).forEach(this::addRecord);
      return super.poll(timeout);
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
    return alert(Alerts.opened("a", "pump"));
  }

  private static byte[] alert(AnomalyAlert alert) {
    return WireFormat.AVRO.encoder(AnomalyAlert.class).encode(alert);
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
      History history = History.open(Path.of(folder[0], "store"), null, clock);
      Fleet fleet = new Fleet(Duration.ofMinutes(5), clock);
      HistoryWriter writer =
          new HistoryWriter(
              history, fleet, "alerts", "incident-actions", Duration.ofDays(90), clock);
      new Intake(consumer, "alerts", null, "incident-actions", null, writer).start();
      new CountDownLatch(1).await();
    }
  }
}
