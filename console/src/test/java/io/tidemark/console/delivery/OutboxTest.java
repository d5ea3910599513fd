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
    Outbox outbox = outbox(Grouping.By.MESSAGE, Duration.ZERO, null);
    outbox.add(Letters.letter(0, "a", 0, Severity.HIGH));
    outbox.add(Letters.letter(1, "a", 1, Severity.HIGH));

    assertThat(told(outbox)).containsExactly("a:0", "a:1");
    assertThat(outbox.takeDue()).isEmpty();
  }

  @Test
  void aGroupWaitsForItsMessagesAndKeepsTheirOrder() {
    Outbox outbox = outbox(Grouping.By.DETECTOR, Duration.ofSeconds(30), null);
    outbox.add(Letters.letter(0, "a", 0, Severity.HIGH));
    clock.move(Duration.ofSeconds(29));
    outbox.add(Letters.letter(1, "b", 0, Severity.HIGH));
    assertThat(outbox.takeDue()).isEmpty();

    clock.move(Duration.ofSeconds(1));

    List<Notice> due = outbox.takeDue();
    assertThat(due).hasSize(1);
    assertThat(due.get(0).letters())
        .extracting(Letter::idempotencyKey)
        .containsExactly("a:0", "b:0");
    assertThat(due.get(0).idempotencyKey()).isNotEqualTo("a:0");
  }

  @Test
  void aNightIsToldInTheMorningAsItEnded() {
    Outbox outbox = outbox(Grouping.By.MESSAGE, Duration.ZERO, NIGHT);
    outbox.add(Letters.letter(0, "a", 0, Severity.HIGH));
    outbox.add(Letters.letter(1, "b", 0, Severity.LOW));
    outbox.add(Letters.letter(2, "a", 1, Severity.HIGH));
    assertThat(outbox.takeDue()).isEmpty();
    assertThat(committable()).isEqualTo(1);

    clock.moveTo(Instant.parse("2026-01-06T06:00:00Z"));

    assertThat(told(outbox)).containsExactly("b:0", "a:1");
  }

  @Test
  void whatIsCriticalIsToldInTheNightAndNothingOlderAfterIt() {
    Outbox outbox = outbox(Grouping.By.MESSAGE, Duration.ZERO, NIGHT);
    outbox.add(Letters.letter(0, "a", 0, Severity.HIGH));
    outbox.add(Letters.letter(1, "a", 1, Severity.CRITICAL));
    assertThat(told(outbox)).containsExactly("a:1");

    clock.moveTo(Instant.parse("2026-01-06T06:00:00Z"));

    assertThat(outbox.takeDue()).isEmpty();
  }

  @Test
  void onlyWhatLiesBeforeTheFirstUndeliveredMessageIsCommitted() {
    Outbox outbox = outbox(Grouping.By.MESSAGE, Duration.ZERO, null);
    Letter first = Letters.letter(0, "a", 0, Severity.HIGH);
    Letter second = Letters.letter(1, "b", 0, Severity.HIGH);
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
            receiver(match, Grouping.By.MESSAGE, Duration.ZERO, null),
            progress,
            silences,
            attention(clock),
            clock);
    outbox.add(Letters.letter(0, "a", 0, Severity.HIGH));

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

    List<Letter> letters =
        outbox.takeDue().stream().flatMap(notice -> notice.letters().stream()).toList();

    assertThat(letters).extracting(Letter::idempotencyKey).containsExactly("a:1", "a:3");
    assertThat(letters.get(0).opening()).isTrue();
    assertThat(letters.get(0).sentence()).startsWith("pump: vibration high");
    assertThat(letters.get(1).opening()).isFalse();
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
    outbox.add(Letters.letter(0, reopened));

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
    Outbox outbox = outbox(Grouping.By.MESSAGE, Duration.ZERO, NIGHT);
    add(outbox, 0, "a", AlertState.OPEN, Severity.LOW, null);
    add(outbox, 1, "a", AlertState.UPDATE, Severity.HIGH, Severity.LOW);
    clock.moveTo(Instant.parse("2026-01-06T06:00:00Z"));

    assertThat(outbox.takeDue().get(0).letters().get(0).opening()).isTrue();
  }

  @Test
  void aGapThatRisesToTheSeverityOpensThen() {
    Outbox outbox = filtered(EnumSet.of(AlertState.OPEN, AlertState.RESOLVED));
    add(outbox, 0, gap(0, AlertState.OPEN, Severity.LOW, null));
    add(outbox, 1, gap(1, AlertState.UPDATE, Severity.MEDIUM, Severity.LOW));
    add(outbox, 2, gap(2, AlertState.UPDATE, Severity.HIGH, Severity.MEDIUM));
    add(outbox, 3, gap(3, AlertState.RESOLVED, Severity.HIGH, Severity.HIGH));

    List<Letter> letters =
        outbox.takeDue().stream().flatMap(notice -> notice.letters().stream()).toList();

    assertThat(letters).extracting(Letter::idempotencyKey).containsExactly("g:2", "g:3");
    assertThat(letters.get(0).opening()).isTrue();
    assertThat(letters.get(0).sentence()).isEqualTo("pump: No event for 2m");
  }

  private static void add(Outbox outbox, int offset, AnomalyAlert alert) {
    outbox.add(Letters.letter(offset, alert));
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
        receiver(high, Grouping.By.MESSAGE, Duration.ZERO, null),
        progress,
        silences,
        attention(clock),
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
    outbox.add(Letters.letter(sequence, alert));
  }

  @Test
  void whatASilenceDelaysIsDeliveredInOneSummaryWhenItIsOver() {
    Outbox outbox = outbox(Grouping.By.MESSAGE, Duration.ZERO, null);
    silence(SilenceKind.LATER, "pump-*", "CRITICAL");
    outbox.add(Letters.letter(0, "a", 0, Severity.HIGH));
    outbox.add(Letters.letter(1, "b", 0, Severity.LOW));
    outbox.add(Letters.letter(2, "a", 1, Severity.HIGH));
    outbox.add(Letters.letter(3, "c", 0, Severity.CRITICAL));
    assertThat(told(outbox)).containsExactly("c:0");
    assertThat(committable()).isEqualTo(1);
    assertThat(outbox.metSilences()).isEqualTo(3);
    assertThat(progress.open()).isEqualTo(3); // "c" is on its way

    clock.move(Duration.ofHours(1));

    List<Notice> due = outbox.takeDue();
    assertThat(due).hasSize(1);
    assertThat(due.get(0).letters())
        .extracting(Letter::idempotencyKey)
        .containsExactly("b:0", "a:1");
    assertThat(outbox.takeDue()).isEmpty();
  }

  @Test
  void aSilenceThatIsEndedReleasesWhatItDelaysAtOnce() {
    Outbox outbox = outbox(Grouping.By.MESSAGE, Duration.ZERO, null);
    Silence silence = silence(SilenceKind.LATER, "*", null);
    outbox.add(Letters.letter(0, "a", 0, Severity.HIGH));
    assertThat(outbox.takeDue()).isEmpty();

    silences.accept(SilenceRule.of(silence).endedBy("kim", clock.instant()));
    clock.move(Duration.ofSeconds(1));

    assertThat(told(outbox)).containsExactly("a:0");
  }

  @Test
  void whatASilenceSuppressesIsNeverDelivered() {
    Outbox outbox = outbox(Grouping.By.MESSAGE, Duration.ZERO, null);
    silence(SilenceKind.NEVER, "pump-a", null);
    outbox.add(Letters.letter(0, "a", 0, Severity.HIGH));
    outbox.add(Letters.letter(1, "b", 0, Severity.HIGH));
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
    Outbox outbox = outbox(Grouping.By.MESSAGE, Duration.ZERO, NIGHT);
    int letters = 0;
    while (!outbox.isFull()) {
      outbox.add(large(letters++));
    }
    assertThat(letters * 200_000L).isBetween(Outbox.MOST_WEIGHT / 4, Outbox.MOST_WEIGHT);
    assertThat(outbox.takeDue()).isEmpty();
    assertThat(outbox.isFull()).isTrue();

    clock.moveTo(Instant.parse("2026-01-06T06:00:00Z"));

    assertThat(told(outbox)).hasSize(letters);
    assertThat(outbox.isFull()).isFalse();
  }

  @Test
  void manySmallMessagesThatAreHeldCountToo() {
    Outbox outbox = outbox(Grouping.By.MESSAGE, Duration.ZERO, NIGHT);
    int letters = 0;
    while (letters % 1_000 != 0 || !outbox.isFull()) {
      outbox.add(Letters.letter(letters, "i" + letters++, 0, Severity.HIGH));
    }

    assertThat(letters).isBetween(5_000, 50_000);
  }

  @Test
  void aGroupOfLargeMessagesGoesInSeveralNoticesBeforeItsTime() {
    Outbox outbox = outbox(Grouping.By.ALL, Duration.ofHours(1), null);
    for (int i = 0; i < 25; i++) {
      outbox.add(large(i));
    }

    List<Notice> due = outbox.takeDue();

    assertThat(due).hasSizeGreaterThan(1);
    assertThat(due)
        .allSatisfy(
            notice ->
                assertThat(notice.letters().stream().mapToLong(Letter::weight).sum())
                    .isLessThanOrEqualTo(Outbox.HEAVIEST_NOTICE));
    assertThat(due.stream().flatMap(notice -> notice.letters().stream()))
        .extracting(letter -> letter.record().offset())
        .isEqualTo(LongStream.range(0, 25).boxed().toList());
  }

  private static Letter large(int offset) {
    AnomalyAlert alert = Alerts.withNote("i" + offset, 0, 200_000);
    byte[] value = WireFormat.AVRO.encoder(AnomalyAlert.class).encode(alert);
    return new Letter(alert, new ConsumerRecord<>("alerts", 0, offset, new byte[0], value));
  }

  private long committable() {
    return Objects.requireNonNull(progress.takeCommittable().get(PARTITION)).offset();
  }

  private static List<String> told(Outbox outbox) {
    return outbox.takeDue().stream().map(Notice::idempotencyKey).toList();
  }

  private Outbox outbox(Grouping.By by, Duration waitFor, @Nullable QuietHours quiet) {
    Match all = new Match(Set.of(), Severity.LOW, EnumSet.allOf(AlertState.class));
    return new Outbox(
        receiver(all, by, waitFor, quiet), progress, silences, attention(clock), clock);
  }

  /** Nobody has done anything. */
  private static Attention attention(Clock clock) {
    return new Attention(new Standings(new ListedActions(), clock));
  }

  private static Receiver receiver(
      Match match, Grouping.By by, Duration waitFor, @Nullable QuietHours quiet) {
    Retry retry = new Retry(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofSeconds(1));
    return new Receiver("ops", notice -> {}, match, new Grouping(by, waitFor), quiet, retry);
  }
}
