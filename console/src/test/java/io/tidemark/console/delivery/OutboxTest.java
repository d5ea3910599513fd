package io.tidemark.console.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.Alerts;
import io.tidemark.console.MovingClock;
import io.tidemark.console.action.ListedActions;
import io.tidemark.console.action.Standings;
import io.tidemark.console.silence.Silences;
import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.Silence;
import io.tidemark.schemas.SilenceKind;
import io.tidemark.schemas.silence.SilenceRule;
import io.tidemark.schemas.wire.WireFormat;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final TopicPartition PARTITION = new TopicPartition("alerts", 0);
  private static final QuietHours NIGHT =
      new QuietHours(LocalTime.of(22, 0), LocalTime.of(6, 0), ZoneOffset.UTC, Severity.CRITICAL);

  private final Progress progress = new Progress();
  private final Silences silences = Silences.none();
  private final MovingClock clock = new MovingClock(Instant.parse("2026-01-05T23:00:00Z"));

  @Test
  void withoutGroupsEachMessageIsTold() {
    Outbox outbox = outbox(NoticeGrouping.By.MESSAGE, Duration.ZERO, null);
    outbox.add(PendingMessages.pending(0, "a", 0, Severity.HIGH));
    outbox.add(PendingMessages.pending(1, "a", 1, Severity.HIGH));

    assertThat(told(outbox)).containsExactly("a:0", "a:1");
    assertThat(outbox.takeDue()).isEmpty();
  }

  @Test
  void aGroupWaitsForItsMessagesAndKeepsTheirOrder() {
    Outbox outbox = outbox(NoticeGrouping.By.DETECTOR, Duration.ofSeconds(30), null);
    outbox.add(PendingMessages.pending(0, "a", 0, Severity.HIGH));
    clock.move(Duration.ofSeconds(29));
    outbox.add(PendingMessages.pending(1, "b", 0, Severity.HIGH));
    assertThat(outbox.takeDue()).isEmpty();

    clock.move(Duration.ofSeconds(1));

    List<Notice> due = outbox.takeDue();
    assertThat(due).hasSize(1);
    assertThat(due.get(0).messages())
        .extracting(PendingMessage::idempotencyKey)
        .containsExactly("a:0", "b:0");
    assertThat(due.get(0).idempotencyKey()).isNotEqualTo("a:0");
  }

  @Test
  void aNightIsToldInTheMorningAsItEnded() {
    Outbox outbox = outbox(NoticeGrouping.By.MESSAGE, Duration.ZERO, NIGHT);
    outbox.add(PendingMessages.pending(0, "a", 0, Severity.HIGH));
    outbox.add(PendingMessages.pending(1, "b", 0, Severity.LOW));
    outbox.add(PendingMessages.pending(2, "a", 1, Severity.HIGH));
    assertThat(outbox.takeDue()).isEmpty();
    assertThat(committable()).isEqualTo(1);

    clock.moveTo(Instant.parse("2026-01-06T06:00:00Z"));

    assertThat(told(outbox)).containsExactly("b:0", "a:1");
  }

  @Test
  void whatIsCriticalIsToldInTheNightAndNothingOlderAfterIt() {
    Outbox outbox = outbox(NoticeGrouping.By.MESSAGE, Duration.ZERO, NIGHT);
    outbox.add(PendingMessages.pending(0, "a", 0, Severity.HIGH));
    outbox.add(PendingMessages.pending(1, "a", 1, Severity.CRITICAL));
    assertThat(told(outbox)).containsExactly("a:1");

    clock.moveTo(Instant.parse("2026-01-06T06:00:00Z"));

    assertThat(outbox.takeDue()).isEmpty();
  }

  @Test
  void onlyWhatLiesBeforeTheFirstUndeliveredMessageIsCommitted() {
    Outbox outbox = outbox(NoticeGrouping.By.MESSAGE, Duration.ZERO, null);
    PendingMessage first = PendingMessages.pending(0, "a", 0, Severity.HIGH);
    PendingMessage second = PendingMessages.pending(1, "b", 0, Severity.HIGH);
    outbox.add(first);
    outbox.add(second);

    progress.end(second);
    assertThat(committable()).isZero();
    progress.end(first);
    assertThat(committable()).isEqualTo(2);
    assertThat(progress.takeCommittable()).isEmpty();
  }

  @Test
  void whatAReceiverDoesNotWantIsDoneWith() {
    Match match = new Match(Set.of("office"), Severity.LOW, EnumSet.allOf(AlertState.class));
    Outbox outbox =
        new Outbox(
            receiver(match, NoticeGrouping.By.MESSAGE, Duration.ZERO, null),
            progress,
            silences,
            filter(clock),
            clock);
    outbox.add(PendingMessages.pending(0, "a", 0, Severity.HIGH));

    assertThat(outbox.takeDue()).isEmpty();
    assertThat(committable()).isEqualTo(1);
  }

  @Test
  void anIncidentThatRisesToTheSeverityOpensThenAndItsEndIsTold() {
    Outbox outbox = filtered(EnumSet.of(AlertState.OPEN, AlertState.RESOLVED));
    add(outbox, 0, "a", AlertState.OPEN, Severity.LOW, null);
    add(outbox, 1, "a", AlertState.UPDATE, Severity.HIGH, Severity.LOW);
    add(outbox, 2, "a", AlertState.UPDATE, Severity.CRITICAL, Severity.HIGH);
    add(outbox, 3, "a", AlertState.RESOLVED, Severity.CRITICAL, Severity.CRITICAL);

    List<PendingMessage> messages =
        outbox.takeDue().stream().flatMap(notice -> notice.messages().stream()).toList();

    assertThat(messages).extracting(PendingMessage::idempotencyKey).containsExactly("a:1", "a:3");
    assertThat(messages.get(0).opening()).isTrue();
    assertThat(messages.get(0).sentence()).startsWith("pump: vibration high");
    assertThat(messages.get(1).opening()).isFalse();
  }

  @Test
  void anIncidentThatNeverRisesToTheSeverityIsNotTold() {
    Outbox outbox = filtered(EnumSet.allOf(AlertState.class));
    add(outbox, 0, "a", AlertState.OPEN, Severity.LOW, null);
    add(outbox, 1, "a", AlertState.UPDATE, Severity.MEDIUM, Severity.LOW);
    add(outbox, 2, "a", AlertState.RESOLVED, Severity.MEDIUM, Severity.MEDIUM);

    assertThat(outbox.takeDue()).isEmpty();
    assertThat(committable()).isEqualTo(3);
  }

  @Test
  void anIncidentThatReopensIsToldAlsoWhereUpdatesAreNotWanted() {
    Outbox outbox = filtered(EnumSet.of(AlertState.OPEN, AlertState.RESOLVED));
    AnomalyAlert reopened = Alerts.message("a", 4, AlertState.UPDATE, Severity.HIGH, "pump");
    reopened.setPreviousSeverity(Severity.HIGH);
    reopened.setChange(AlertChange.REOPENED);
    outbox.add(PendingMessages.pending(0, reopened));

    assertThat(told(outbox)).containsExactly("a:4");
  }

  @Test
  void messagesOfWritersThatDoNotSayTheSeverityBeforeAreFilteredByTheirOwn() {
    Outbox outbox = filtered(EnumSet.of(AlertState.OPEN, AlertState.RESOLVED));
    add(outbox, 1, "a", AlertState.UPDATE, Severity.HIGH, null);
    add(outbox, 2, "a", AlertState.RESOLVED, Severity.HIGH, null);

    assertThat(told(outbox)).containsExactly("a:2");
  }

  @Test
  void whatIsHeldAsAnOpeningIsToldAsOne() {
    Outbox outbox = outbox(NoticeGrouping.By.MESSAGE, Duration.ZERO, NIGHT);
    add(outbox, 0, "a", AlertState.OPEN, Severity.LOW, null);
    add(outbox, 1, "a", AlertState.UPDATE, Severity.HIGH, Severity.LOW);
    clock.moveTo(Instant.parse("2026-01-06T06:00:00Z"));

    assertThat(outbox.takeDue().get(0).messages().get(0).opening()).isTrue();
  }

  @Test
  void aGapThatRisesToTheSeverityOpensThen() {
    Outbox outbox = filtered(EnumSet.of(AlertState.OPEN, AlertState.RESOLVED));
    add(outbox, 0, gap(0, AlertState.OPEN, Severity.LOW, null));
    add(outbox, 1, gap(1, AlertState.UPDATE, Severity.HIGH, Severity.LOW));
    add(outbox, 2, gap(2, AlertState.RESOLVED, Severity.HIGH, Severity.HIGH));

    List<PendingMessage> messages =
        outbox.takeDue().stream().flatMap(notice -> notice.messages().stream()).toList();

    assertThat(messages).extracting(PendingMessage::idempotencyKey).containsExactly("g:1", "g:2");
    assertThat(messages.get(0).opening()).isTrue();
    assertThat(messages.get(0).sentence()).isEqualTo("pump: No event for 2m");
  }

  private static void add(Outbox outbox, int offset, AnomalyAlert alert) {
    outbox.add(PendingMessages.pending(offset, alert));
  }

  private static AnomalyAlert gap(
      int sequence, AlertState state, Severity severity, @Nullable Severity before) {
    AnomalyAlert gap = Alerts.message("g", sequence, state, severity, "pump");
    gap.setKind(AlertKind.GAP);
    gap.setFeatures(List.of());
    gap.setPreviousSeverity(before);
    gap.setChange(state == AlertState.UPDATE ? AlertChange.SEVERITY : null);
    gap.setNote(state == AlertState.RESOLVED ? null : "No event for 2m.");
    return gap;
  }

  private Outbox filtered(Set<AlertState> states) {
    Match high = new Match(Set.of(), Severity.HIGH, states);
    return new Outbox(
        receiver(high, NoticeGrouping.By.MESSAGE, Duration.ZERO, null),
        progress,
        silences,
        filter(clock),
        clock);
  }

  private static void add(
      Outbox outbox,
      int sequence,
      String id,
      AlertState state,
      Severity severity,
      @Nullable Severity before) {
    AnomalyAlert alert = Alerts.message(id, sequence, state, severity, "pump");
    alert.setPreviousSeverity(before);
    outbox.add(PendingMessages.pending(sequence, alert));
  }

  @Test
  void whatASilenceDelaysIsDeliveredInOneSummaryWhenItIsOver() {
    Outbox outbox = outbox(NoticeGrouping.By.MESSAGE, Duration.ZERO, null);
    silence(SilenceKind.LATER, "pump-*", "CRITICAL");
    outbox.add(PendingMessages.pending(0, "a", 0, Severity.HIGH));
    outbox.add(PendingMessages.pending(1, "b", 0, Severity.LOW));
    outbox.add(PendingMessages.pending(2, "a", 1, Severity.HIGH));
    outbox.add(PendingMessages.pending(3, "c", 0, Severity.CRITICAL));
    assertThat(told(outbox)).containsExactly("c:0");
    assertThat(committable()).isEqualTo(1);
    assertThat(outbox.metSilences()).isEqualTo(3);
    assertThat(progress.open()).isEqualTo(3); // "c" is on its way

    clock.move(Duration.ofHours(1));

    List<Notice> due = outbox.takeDue();
    assertThat(due).hasSize(1);
    assertThat(due.get(0).messages())
        .extracting(PendingMessage::idempotencyKey)
        .containsExactly("b:0", "a:1");
    assertThat(outbox.takeDue()).isEmpty();
  }

  @Test
  void aSilenceThatIsEndedReleasesWhatItDelaysAtOnce() {
    Outbox outbox = outbox(NoticeGrouping.By.MESSAGE, Duration.ZERO, null);
    Silence silence = silence(SilenceKind.LATER, "*", null);
    outbox.add(PendingMessages.pending(0, "a", 0, Severity.HIGH));
    assertThat(outbox.takeDue()).isEmpty();

    silences.accept(SilenceRule.of(silence).endedBy("kim", clock.instant()));
    clock.move(Duration.ofSeconds(1));

    assertThat(told(outbox)).containsExactly("a:0");
  }

  @Test
  void whatASilenceSuppressesIsNeverDelivered() {
    Outbox outbox = outbox(NoticeGrouping.By.MESSAGE, Duration.ZERO, null);
    silence(SilenceKind.NEVER, "pump-a", null);
    outbox.add(PendingMessages.pending(0, "a", 0, Severity.HIGH));
    outbox.add(PendingMessages.pending(1, "b", 0, Severity.HIGH));
    assertThat(told(outbox)).containsExactly("b:0");
    assertThat(outbox.metSilences()).isEqualTo(1);

    clock.move(Duration.ofHours(1));

    assertThat(outbox.takeDue()).isEmpty();
    assertThat(committable()).isEqualTo(1);
  }

  /** An hour from now on. */
  private Silence silence(SilenceKind kind, String keys, @Nullable String below) {
    Silence silence =
        Silence.newBuilder()
            .setId("s")
            .setKeys(keys)
            .setBelow(below)
            .setKind(kind)
            .setFrom(clock.instant())
            .setUntil(clock.instant().plus(Duration.ofHours(1)))
            .setCreatedAt(clock.instant())
            .build();
    silences.accept(silence);
    return silence;
  }

  @Test
  void quietHoursHoldWhatFitsIntoMemoryAndNoMore() {
    Outbox outbox = outbox(NoticeGrouping.By.MESSAGE, Duration.ZERO, NIGHT);
    int messages = 0;
    while (!outbox.isFull()) {
      outbox.add(large(messages++));
    }
    assertThat(messages * 200_000L).isBetween(Outbox.MOST_WEIGHT / 4, Outbox.MOST_WEIGHT);
    assertThat(outbox.takeDue()).isEmpty();
    assertThat(outbox.isFull()).isTrue();

    clock.moveTo(Instant.parse("2026-01-06T06:00:00Z"));

    assertThat(told(outbox)).hasSize(messages);
    assertThat(outbox.isFull()).isFalse();
  }

  @Test
  void manySmallMessagesThatAreHeldCountToo() {
    Outbox outbox = outbox(NoticeGrouping.By.MESSAGE, Duration.ZERO, NIGHT);
    int messages = 0;
    while (messages % 1_000 != 0 || !outbox.isFull()) {
      outbox.add(PendingMessages.pending(messages, "i" + messages++, 0, Severity.HIGH));
    }

    assertThat(messages).isBetween(5_000, 50_000);
  }

  @Test
  void aGroupOfLargeMessagesGoesInSeveralNoticesBeforeItsTime() {
    Outbox outbox = outbox(NoticeGrouping.By.ALL, Duration.ofHours(1), null);
    for (int i = 0; i < 25; i++) {
      outbox.add(large(i));
    }

    List<Notice> due = outbox.takeDue();

    assertThat(due).hasSizeGreaterThan(1);
    assertThat(due)
        .allSatisfy(
            notice ->
                assertThat(notice.messages().stream().mapToLong(PendingMessage::weight).sum())
                    .isLessThanOrEqualTo(Outbox.HEAVIEST_NOTICE));
    assertThat(due.stream().flatMap(notice -> notice.messages().stream()))
        .extracting(message -> message.record().offset())
        .isEqualTo(LongStream.range(0, 25).boxed().toList());
  }

  private static PendingMessage large(int offset) {
    AnomalyAlert alert = Alerts.withNote("i" + offset, 0, 200_000);
    byte[] value = WireFormat.AVRO.encoder(AnomalyAlert.class).encode(alert);
    return new PendingMessage(alert, new ConsumerRecord<>("alerts", 0, offset, new byte[0], value));
  }

  private long committable() {
    return Objects.requireNonNull(progress.takeCommittable().get(PARTITION)).offset();
  }

  private static List<String> told(Outbox outbox) {
    return outbox.takeDue().stream().map(Notice::idempotencyKey).toList();
  }

  private Outbox outbox(NoticeGrouping.By by, Duration waitFor, @Nullable QuietHours quiet) {
    Match all = new Match(Set.of(), Severity.LOW, EnumSet.allOf(AlertState.class));
    return new Outbox(receiver(all, by, waitFor, quiet), progress, silences, filter(clock), clock);
  }

  /** Nobody has done anything. */
  private static ActionFilter filter(Clock clock) {
    return new ActionFilter(new Standings(new ListedActions(), clock));
  }

  private static Receiver receiver(
      Match match, NoticeGrouping.By by, Duration waitFor, @Nullable QuietHours quiet) {
    Retry retry = new Retry(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofSeconds(1));
    return new Receiver("ops", notice -> {}, match, new NoticeGrouping(by, waitFor), quiet, retry);
  }
}
