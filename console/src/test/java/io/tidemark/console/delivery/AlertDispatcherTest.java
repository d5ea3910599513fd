package io.tidemark.console.delivery;

import static io.tidemark.console.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.Alerts;
import io.tidemark.console.JavaProcess;
import io.tidemark.console.MovingClock;
import io.tidemark.console.Warnings;
import io.tidemark.console.action.Actions;
import io.tidemark.console.action.ListedActions;
import io.tidemark.console.action.Standings;
import io.tidemark.console.intake.AnyFormat;
import io.tidemark.console.metrics.Metrics;
import io.tidemark.console.silence.Silences;
import io.tidemark.console.situation.SituationRules;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.IncidentActionKind;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireFormat;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertDispatcherTest {
  private static final TopicPartition PARTITION = new TopicPartition("alerts", 0);

  /** Kafka's own stand-in for a broker. */
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

  private final Standings standings = nobody();
  private final List<String> told = new CopyOnWriteArrayList<>();

  @TempDir Path folder;
  private long next;

  @Test
  void goesOnWhereItStoodWhenKafkaRefusedItOrARecordBrokeIt() {
    AtomicInteger decoded = new AtomicInteger();
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    try (AlertDispatcher dispatcher =
        dispatcher(
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

      dispatcher.start();

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

    Properties settings = AlertDispatcher.settings(kafka, "ours");

    assertThat(settings).containsEntry("group.id", "ours");
    assertThat(settings.getProperty("group.protocol")).isEqualToIgnoringCase("classic");
    assertThat(settings)
        .containsEntry("partition.assignment.strategy", RangeAssignor.class.getName());
  }

  @Test
  void anAlertThatIsTooLargeIsPassedOver() throws Exception {
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.schedulePollTask(
        () -> {
          consumer.rebalance(List.of(PARTITION));
          add(Alerts.withNote("large", 0, AnyFormat.MOST_BYTES));
          add(Alerts.opened("small", "pump"));
        });

    List<String> warned =
        Warnings.of(
            AlertDispatcher.class,
            () -> {
              try (AlertDispatcher dispatcher =
                  dispatcher(new AnyFormat<>(AnomalyAlert.class, null))) {
                dispatcher.start();
                await(() -> committed() == 2);
              }
            });

    assertThat(told).containsExactly("small:0");
    assertThat(warned)
        .singleElement()
        .asString()
        .matches("alerts-0 offset 0 is passed over: \\d+ bytes; no more than 262144 are accepted");
  }

  @Test
  void anActionReachesTheReceiverAfterTheMessagesBeforeItAndIsCommitted() {
    TopicPartition acted = new TopicPartition("incident-actions", 0);
    IncidentAction action = Actions.action("small", 0, IncidentActionKind.ACKNOWLEDGE);
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L, acted, 0L));
    consumer.schedulePollTask(
        () -> {
          consumer.rebalance(List.of(PARTITION, acted));
          add(Alerts.opened("small", "pump"));
          byte[] value = WireFormat.JSON.encoder(IncidentAction.class).encode(action);
          consumer.addRecord(new ConsumerRecord<>("incident-actions", 0, 0, new byte[0], value));
        });
    Channel channel =
        new Channel() {
          @Override
          public void send(Notice notice) {
            told.add(notice.idempotencyKey());
          }

          @Override
          public void send(ActionNotice notice) {
            told.add(notice.sentence());
          }
        };
    try (AlertDispatcher dispatcher =
        dispatcher(
            consumer,
            receiver(channel, null),
            new AnyFormat<>(AnomalyAlert.class, null),
            standings,
            Clock.systemUTC())) {
      dispatcher.start();
      await(() -> told.equals(List.of("small:0")));

      standings.accept(action, 0, 0);

      await(() -> committed(acted) == 1);
      assertThat(told).containsExactly("small:0", "Acknowledged by ana: on it");
    }
  }

  @Test
  void aNightWithMoreThanFitsIsToldWholeInTheMorning() {
    MovingClock clock = new MovingClock(Instant.parse("2026-01-05T23:00:00Z"));
    QuietHours night =
        new QuietHours(LocalTime.of(22, 0), LocalTime.of(6, 0), ZoneOffset.UTC, Severity.CRITICAL);
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.schedulePollTask(
        () -> {
          consumer.rebalance(List.of(PARTITION));
          addLarge(100);
        });
    try (AlertDispatcher dispatcher =
        dispatcher(new AnyFormat<>(AnomalyAlert.class, null), night, clock)) {
      dispatcher.start();
      await(() -> consumer.paused().contains(PARTITION));
      CountDownLatch polled = new CountDownLatch(3);
      consumer.schedulePollTask(() -> addLarge(50));
      for (int i = 0; i < 3; i++) {
        consumer.schedulePollTask(polled::countDown);
      }
      await(() -> polled.getCount() == 0);
      assertThat(consumer.position(PARTITION)).isEqualTo(100);
      assertThat(committed()).isZero();
      assertThat(told).isEmpty();

      clock.moveTo(Instant.parse("2026-01-06T06:00:00Z"));

      await(() -> committed() == 150);
      assertThat(told)
          .containsExactlyElementsOf(
              IntStream.range(0, 150).mapToObj(i -> "i" + i + ":0").toList());
      assertThat(consumer.paused()).isEmpty();
    }
  }

  @Test
  void aSituationIsToldOnceAndItsEndAlsoWhereEverythingWasReadAgainInBetween() {
    SituationSettings withoutWait = new SituationSettings(SituationRules.DEFAULT, Duration.ZERO);
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, 4L));
    consumer.schedulePollTask(this::aSituationOpens);
    Receiver receiver =
        receiver(
            notice -> notice.messages().forEach(message -> told.add(message.id() + message.ends())),
            null);
    try (AlertDispatcher dispatcher =
        dispatcher(
            consumer,
            receiver.with(withoutWait),
            new AnyFormat<>(AnomalyAlert.class, null),
            nobody(),
            Clock.systemUTC())) {
      dispatcher.start();
      await(() -> committed() == 2);

      consumer.schedulePollTask(
          () -> consumer.setPollException(new SaslAuthenticationException("the password expired")));
      consumer.schedulePollTask(
          () -> {
            next = 0;
            aSituationOpens();
            add(Alerts.message("b", 1, AlertState.RESOLVED, Severity.HIGH, "pump-b"));
            add(Alerts.message("a", 1, AlertState.RESOLVED, Severity.HIGH, "pump-a"));
          });

      await(() -> committed() == 4);
      assertThat(told).containsExactly("afalse", "atrue");
    }
  }

  private void aSituationOpens() {
    consumer.rebalance(List.of(PARTITION));
    add(Alerts.opened("a", "pump-a"));
    add(Alerts.opened("b", "pump-b"));
  }

  @Test
  void theProcessEndsWhenTheThreadThatReadsOrTheOneThatDeliversDoes() throws Exception {
    JavaProcess reading = JavaProcess.run(ReadsWithoutMemory.class, folder);
    JavaProcess delivering = JavaProcess.run(DeliversWithoutMemory.class, folder);

    assertThat(reading.status()).isEqualTo(1);
    assertThat(reading.said())
        .containsOnlyOnce(
            "dispatcher-ops failed; the process ends: java.lang.OutOfMemoryError: none left");
    assertThat(delivering.status()).isEqualTo(1);
    assertThat(delivering.said())
        .containsOnlyOnce(
            "delivery-ops failed; the process ends: java.lang.OutOfMemoryError: none left");
  }

  private void addLarge(int count) {
    for (int i = 0; i < count; i++) {
      add(Alerts.withNote("i" + next, 0, 200_000));
    }
  }

  private void add(AnomalyAlert alert) {
    byte[] value = WireFormat.AVRO.encoder(AnomalyAlert.class).encode(alert);
    consumer.addRecord(new ConsumerRecord<>("alerts", 0, next++, new byte[0], value));
  }

  private void twoAlerts() {
    consumer.rebalance(List.of(PARTITION));
    for (byte sequence = 0; sequence < 2; sequence++) {
      consumer.addRecord(
          new ConsumerRecord<>("alerts", 0, sequence, new byte[0], new byte[] {sequence}));
    }
  }

  private long committed() {
    return committed(PARTITION);
  }

  private long committed(TopicPartition partition) {
    var offset = consumer.committed(Set.of(partition)).get(partition);
    return offset == null ? 0 : offset.offset();
  }

  private AlertDispatcher dispatcher(EventDecoder<AnomalyAlert> decoder) {
    return dispatcher(decoder, null, Clock.systemUTC());
  }

  private AlertDispatcher dispatcher(
      EventDecoder<AnomalyAlert> decoder, @Nullable QuietHours quiet, Clock clock) {
    Receiver receiver = receiver(notice -> told.add(notice.idempotencyKey()), quiet);
    return dispatcher(consumer, receiver, decoder, standings, clock);
  }

  private static AlertDispatcher dispatcher(
      MockConsumer<byte[], byte[]> consumer,
      Receiver receiver,
      EventDecoder<AnomalyAlert> decoder,
      Standings standings,
      Clock clock) {
    return new AlertDispatcher(
        consumer,
        "alerts",
        "incident-actions",
        receiver,
        decoder,
        new AnyFormat<>(IncidentAction.class, null),
        new NoDeadLetters(),
        Silences.none(),
        standings,
        new DeliveryMetrics(new Metrics(), clock).add("ops"),
        clock);
  }

  /** Nobody has done anything. */
  private static Standings nobody() {
    Standings standings = new Standings(new ListedActions(), Clock.systemUTC());
    standings.nowKnown();
    return standings;
  }

  private static Receiver receiver(Channel channel, @Nullable QuietHours quiet) {
    return new Receiver(
        "ops",
        channel,
        new Match(Set.of(), Severity.LOW, EnumSet.allOf(AlertState.class)),
        new NoticeGrouping(NoticeGrouping.By.MESSAGE, Duration.ZERO),
        quiet,
        new Retry(Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMinutes(1)));
  }

  /** Reads until there is no memory left, then waits for ever. */
  static final class ReadsWithoutMemory {
    private ReadsWithoutMemory() {}

    public static void main(String[] folder) throws InterruptedException {
      MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
      consumer.schedulePollTask(AlertDispatcherTest::fail);
      dispatcher(
              consumer,
              receiver(notice -> {}, null),
              new AnyFormat<>(AnomalyAlert.class, null),
              nobody(),
              Clock.systemUTC())
          .start();
      new CountDownLatch(1).await();
    }
  }

  /** Delivers until there is no memory left, then waits for ever. */
  static final class DeliversWithoutMemory {
    private DeliversWithoutMemory() {}

    public static void main(String[] folder) throws InterruptedException {
      new DeliverySender(
              receiver(notice -> fail(), null),
              new NoDeadLetters(),
              new DeliveryMetrics(new Metrics(), Clock.systemUTC()).add("ops"))
          .deliver(
              List.of(
                  new Notice("ops", List.of(PendingMessages.pending(0, "a", 0, Severity.HIGH)))));
      new CountDownLatch(1).await();
    }
  }

  private static void fail() {
    throw new OutOfMemoryError("none left");
  }

  /** Nothing is to come here. */
  private static final class NoDeadLetters implements DeadLetters {
    @Override
    public boolean take(Delivery delivery, String reason) {
      throw new IllegalStateException(reason);
    }

    @Override
    public void close() {}
  }
}
