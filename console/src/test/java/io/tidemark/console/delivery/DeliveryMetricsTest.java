package io.tidemark.console.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.Alerts;
import io.tidemark.console.MovingClock;
import io.tidemark.console.action.Actions;
import io.tidemark.console.metrics.Metrics;
import io.tidemark.schemas.IncidentActionKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DeliveryMetricsTest {
  private static final Instant SENT = Instant.parse("2026-11-30T12:00:00Z");

  private final MovingClock clock = new MovingClock(SENT);
  private final Metrics metrics = new Metrics();
  private final DeliveryMetrics deliveries = new DeliveryMetrics(metrics, clock);

  @Test
  void everythingIsThereBeforeTheFirstMessage() {
    deliveries.add("ops");

    assertThat(page())
        .contains(
            line("messages_total", "0.0"),
            line("failures_total", "0.0"),
            line("retries_total", "0.0"),
            line("dead_letters_total", "0.0"),
            line("silenced_total", "0.0"),
            line("oldest_due_seconds", "0.0"),
            line("lag_records", "0.0"),
            line("delay_seconds_count", "0"));
  }

  @Test
  void theDelayIsFromTheRecordToTheReceipt() {
    ReceiverMetrics ops = deliveries.add("ops");
    clock.move(Duration.ofSeconds(4));

    ops.delivered(notice(2));

    assertThat(page())
        .contains(
            line("messages_total", "2.0"),
            line("delay_seconds_sum", "8.0"),
            "tidemark_delivery_delay_seconds_bucket{receiver=\"ops\",le=\"2.0\"} 0",
            "tidemark_delivery_delay_seconds_bucket{receiver=\"ops\",le=\"5.0\"} 2");
  }

  @Test
  void whatPeopleDoIsNoMessage() {
    ReceiverMetrics ops = deliveries.add("ops");

    ops.delivered(
        new ActionNotice("ops", Actions.action("a", 0, IncidentActionKind.CLOSE), record(0), null));

    assertThat(page()).contains(line("messages_total", "0.0"), line("delay_seconds_count", "0"));
  }

  @Test
  void theOldestThatIsDueAgesUntilAllOfThemAreDoneWith() {
    ReceiverMetrics ops = deliveries.add("ops");
    deliveries.add("chat");
    Notice first = notice(1);
    Notice second = notice(3);
    ops.due(List.of(first, second));
    ops.read(10, 2, 7);
    clock.move(Duration.ofSeconds(30));
    assertThat(page())
        .contains(
            line("oldest_due_seconds", "30.0"),
            waiting("due", "4.0"),
            waiting("held", "6.0"),
            line("silenced_total", "2.0"),
            line("lag_records", "7.0"),
            "tidemark_delivery_oldest_due_seconds{receiver=\"chat\"} 0.0");

    ops.done(first);
    assertThat(page()).contains(line("oldest_due_seconds", "30.0"), waiting("due", "3.0"));
    ops.done(second);
    assertThat(page()).contains(line("oldest_due_seconds", "0.0"), waiting("due", "0.0"));
  }

  private List<String> page() {
    return new String(metrics.page(), StandardCharsets.UTF_8).lines().toList();
  }

  private static String line(String name, String value) {
    return "tidemark_delivery_" + name + "{receiver=\"ops\"} " + value;
  }

  private static String waiting(String state, String value) {
    return "tidemark_delivery_waiting_records{receiver=\"ops\",state=\"%s\"} %s"
        .formatted(state, value);
  }

  private static Notice notice(int messages) {
    return new Notice(
        "ops",
        IntStream.range(0, messages)
            .mapToObj(i -> new PendingMessage(Alerts.opened("a" + i, "pump"), record(i)))
            .toList());
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset) {
    return new ConsumerRecord<>(
        "alerts",
        0,
        offset,
        SENT.toEpochMilli(),
        TimestampType.CREATE_TIME,
        0,
        0,
        new byte[0],
        new byte[0],
        new RecordHeaders(),
        Optional.empty());
  }
}
