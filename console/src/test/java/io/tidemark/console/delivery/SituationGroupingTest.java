package io.tidemark.console.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.Alerts;
import io.tidemark.console.MovingClock;
import io.tidemark.console.action.ListedActions;
import io.tidemark.console.action.Standings;
import io.tidemark.console.silence.Silences;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.Silence;
import io.tidemark.schemas.SilenceKind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a receiver hears of situations. */
class SituationGroupingTest {
  private static final int KEYS = 2_000;
  private static final Duration WAIT = SituationSettings.DEFAULT.waitFor();
  private static final QuietHours NIGHT =
      new QuietHours(LocalTime.of(22, 0), LocalTime.of(6, 0), ZoneOffset.UTC, Severity.CRITICAL);

  private final Progress progress = new Progress();
  private final Silences silences = Silences.none();
  private final MovingClock clock = new MovingClock(Instant.parse("2026-01-05T12:00:00Z"));
  private Outbox outbox = outbox(SituationSettings.DEFAULT, null, false);
  private long offset;

  @Test
  void aStormIsOneMessageAndItsEnd() {
    for (int key = 0; key < KEYS; key++) {
      add("k" + key, 0, AlertState.OPEN, Severity.HIGH);
      if (key % 500 == 0) {
        assertThat(outbox.takeDue()).isEmpty();
      }
    }
    clock.move(WAIT);

    PendingMessage opening = single(outbox.takeDue());

    assertThat(opening.id()).isEqualTo("k0");
    assertThat(opening.opening()).isTrue();
    assertThat(opening.ends()).isFalse();
    assertThat(opening.line())
        .startsWith("HIGH 2000 keys of site=berlin, worst pump-k0: vibration");
    assertThat(opening.line()).endsWith("\nand 1995 more");
    assertThat(committable()).as("not delivered yet").isZero();
    progress.end(opening);
    assertThat(committable()).isEqualTo(KEYS);

    for (int key = 0; key < KEYS - 1; key++) {
      add("k" + key, 1, AlertState.RESOLVED, Severity.HIGH);
      assertThat(outbox.takeDue()).isEmpty();
    }
    assertThat(committable()).as("nothing is left to deliver").isEqualTo(2 * KEYS - 1);
    add("k1999", 1, AlertState.RESOLVED, Severity.HIGH);

    PendingMessage end = single(outbox.takeDue());
    assertThat(end.id()).isEqualTo("k0");
    assertThat(end.ends()).isTrue();
    assertThat(end.line()).startsWith("RESOLVED 2000 keys of site=berlin: over after 10 s; worst");
    assertThat(end.idempotencyKey()).isNotEqualTo(opening.idempotencyKey());
  }

  @Test
  void theCriticalOneAmongManyLowOnesComesFirst() {
    for (int key = 0; key < 119; key++) {
      add("k" + key, 0, AlertState.OPEN, Severity.LOW);
    }
    add("worst", 0, AlertState.OPEN, Severity.CRITICAL);
    clock.move(WAIT);

    PendingMessage opening = single(outbox.takeDue());

    assertThat(opening.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(opening.alert().getAlertId()).isEqualTo("worst");
    assertThat(opening.line().lines())
        .hasSize(7)
        .element(1)
        .asString()
        .startsWith("- CRITICAL plant pump-worst: ");
    assertThat(opening.headline()).startsWith("CRITICAL 120 keys of site=berlin, worst pump-worst");
  }

  @Test
  void anIncidentThatStaysAloneIsDeliveredAsItCameAfterTheWait() {
    add("a", 0, AlertState.OPEN, Severity.HIGH);
    add("a", 1, AlertState.UPDATE, Severity.HIGH);
    clock.move(WAIT.minusMillis(1));
    assertThat(outbox.takeDue()).isEmpty();
    clock.move(Duration.ofMillis(1));
    assertThat(keys(outbox.takeDue())).containsExactly("a:0", "a:1");

    add("a", 2, AlertState.UPDATE, Severity.CRITICAL);
    assertThat(keys(outbox.takeDue())).as("without another wait").containsExactly("a:2");
    add("a", 3, AlertState.RESOLVED, Severity.CRITICAL);
    PendingMessage end = single(outbox.takeDue());
    assertThat(end.idempotencyKey()).isEqualTo("a:3");
    assertThat(end.summary()).isNull();
  }

  @Test
  void afterTheOpeningOnlyWhatChangesMuchIsDelivered() {
    open("a", "b", "c");
    assertThat(outbox.takeDue()).hasSize(1);

    add("a", 1, AlertState.UPDATE, Severity.HIGH);
    assertThat(outbox.takeDue()).as("nothing new").isEmpty();
    open("d", "e");
    assertThat(outbox.takeDue()).as("not twice as many").isEmpty();
    open("f");
    PendingMessage grown = single(outbox.takeDue());
    assertThat(grown.line()).startsWith("HIGH now 6 keys of site=berlin, worst pump-a");
    assertThat(grown.opening()).isFalse();

    add("c", 1, AlertState.UPDATE, Severity.CRITICAL);
    PendingMessage worse = single(outbox.takeDue());
    assertThat(worse.line()).startsWith("CRITICAL now 6 keys of site=berlin, worst pump-c");
    assertThat(worse.id()).isEqualTo("a");
    progress.end(grown);
    progress.end(worse);
  }

  @Test
  void anIncidentThatWasAloneAndGetsCompanyKeepsItsId() {
    open("a");
    assertThat(keys(outbox.takeDue())).containsExactly("a:0");

    open("b");

    PendingMessage both = single(outbox.takeDue());
    assertThat(both.id()).isEqualTo("a");
    assertThat(both.line()).startsWith("HIGH now 2 keys of site=berlin");
  }

  @Test
  void whatCameAndWentWithinTheWaitIsOneMessage() {
    add("a", 0, AlertState.OPEN, Severity.HIGH);
    add("b", 0, AlertState.OPEN, Severity.HIGH);
    add("a", 1, AlertState.RESOLVED, Severity.HIGH);
    add("b", 1, AlertState.RESOLVED, Severity.HIGH);
    clock.move(WAIT);

    PendingMessage all = single(outbox.takeDue());

    assertThat(all.ends()).isTrue();
    assertThat(all.opening()).isFalse();
  }

  @Test
  void incidentsOfAnotherSiteAreAnotherMessage() {
    add("a", 0, AlertState.OPEN, Severity.HIGH);
    AnomalyAlert other = Alerts.message("z", 0, AlertState.OPEN, Severity.HIGH, "pump-z");
    other.setTags(Map.of("site", "bonn"));
    outbox.add(PendingMessages.pending(offset++, other));
    clock.move(WAIT);

    assertThat(keys(outbox.takeDue())).containsExactly("a:0", "z:0");
  }

  @Test
  void afterARestartNothingIsToldAgainAndTheEndHasTheSameId() {
    open("b", "a", "c");
    PendingMessage opening = single(outbox.takeDue());
    progress.end(opening);
    long delivered = committable();

    outbox = outbox(SituationSettings.DEFAULT, null, false);
    for (String id : List.of("c", "b", "a")) { // partitions come in any order
      outbox.replay(pending(id, 0, AlertState.OPEN, Severity.HIGH));
    }
    offset = delivered;

    add("a", 1, AlertState.UPDATE, Severity.HIGH);
    open("d");
    assertThat(outbox.takeDue()).isEmpty();
    for (String id : List.of("a", "b", "c", "d")) {
      add(id, 2, AlertState.RESOLVED, Severity.HIGH);
    }
    PendingMessage end = single(outbox.takeDue());
    assertThat(end.id()).isEqualTo(opening.id());
    assertThat(end.ends()).isTrue();
  }

  @Test
  void silencedIncidentsDoNotCountAndASituationEndsWithoutThem() {
    silence("pump-x", Duration.ofHours(1));
    open("a", "x", "b");
    PendingMessage opening = single(outbox.takeDue());
    assertThat(opening.sentence()).startsWith("2 keys of site=berlin");

    silence("pump-b", Duration.ofHours(1));
    add("a", 1, AlertState.RESOLVED, Severity.HIGH);
    assertThat(outbox.takeDue()).as("b lasts").isEmpty();
    add("b", 1, AlertState.UPDATE, Severity.HIGH);

    assertThat(single(outbox.takeDue()).ends()).isTrue();
  }

  @Test
  void whatWaitsWhenItsIncidentsAreSilencedIsStillDelivered() {
    add("a", 0, AlertState.OPEN, Severity.HIGH);
    silence("pump-a", Duration.ofHours(1));
    add("a", 1, AlertState.RESOLVED, Severity.HIGH);
    clock.move(WAIT);

    assertThat(keys(outbox.takeDue())).containsExactly("a:0");
  }

  @Test
  void whatASilenceDelaysIsSummedUpBySituation() {
    silence("*", Duration.ofHours(1), SilenceKind.LATER);
    for (String id : List.of("a", "b", "c")) {
      add(id, 0, AlertState.OPEN, Severity.HIGH);
    }
    assertThat(outbox.takeDue()).isEmpty();
    clock.move(Duration.ofHours(1));

    assertThat(single(outbox.takeDue()).sentence()).startsWith("3 keys of site=berlin");
  }

  @Test
  void aNightIsSummedUpBySituation() {
    outbox = outbox(SituationSettings.DEFAULT, NIGHT, false);
    clock.moveTo(Instant.parse("2026-01-05T23:00:00Z"));
    open("a", "b", "c");
    assertThat(outbox.takeDue()).isEmpty();

    clock.moveTo(Instant.parse("2026-01-06T06:00:00Z"));
    outbox.takeDue();
    clock.move(WAIT);

    assertThat(single(outbox.takeDue()).sentence()).startsWith("3 keys of site=berlin");
  }

  @Test
  void aProgramGetsEveryMessageAtOnceWithItsSituation() {
    outbox = outbox(SituationSettings.DEFAULT, null, true);
    add("a", 0, AlertState.OPEN, Severity.HIGH);
    add("b", 0, AlertState.OPEN, Severity.HIGH);

    List<Notice> due = outbox.takeDue();

    assertThat(keys(due)).containsExactly("a:0", "b:0");
    assertThat(due.get(0).messages().get(0).situation()).as("alone so far").isNull();
    var situation = Objects.requireNonNull(due.get(1).messages().get(0).situation());
    assertThat(situation.id()).isEqualTo("a");
    assertThat(situation.size()).isEqualTo(2);
    assertThat(due.get(1).messages().get(0).sentence())
        .startsWith("pump-b [site=berlin]: vibration");
  }

  @Test
  void switchedOffEveryMessageIsDeliveredAtOnce() {
    outbox = outbox(null, null, false);
    add("a", 0, AlertState.OPEN, Severity.HIGH);
    add("b", 0, AlertState.OPEN, Severity.HIGH);

    assertThat(keys(outbox.takeDue())).containsExactly("a:0", "b:0");
  }

  @Test
  void whatGathersIsBounded() {
    int messages = 0;
    while (!outbox.isFull()) {
      add("k" + messages++, 0, AlertState.OPEN, Severity.HIGH);
    }
    assertThat(messages).isEqualTo(2_000);

    clock.move(WAIT);
    outbox.takeDue();

    assertThat(outbox.isFull()).isFalse();
  }

  /** Incidents that open together, and have waited. */
  private void open(String... ids) {
    for (String id : ids) {
      add(id, 0, AlertState.OPEN, Severity.HIGH);
    }
    clock.move(WAIT);
  }

  private void add(String id, int sequence, AlertState state, Severity severity) {
    outbox.add(pending(id, sequence, state, severity));
  }

  private PendingMessage pending(String id, int sequence, AlertState state, Severity severity) {
    AnomalyAlert alert = Alerts.message(id, sequence, state, severity, "pump-" + id);
    alert.setTags(Map.of("site", "berlin"));
    return PendingMessages.pending(offset++, alert);
  }

  private void silence(String keys, Duration length) {
    silence(keys, length, SilenceKind.NEVER);
  }

  private void silence(String keys, Duration length, SilenceKind kind) {
    silences.accept(
        Silence.newBuilder()
            .setId(keys)
            .setKeys(keys)
            .setKind(kind)
            .setFrom(clock.instant())
            .setUntil(clock.instant().plus(length))
            .setCreatedAt(clock.instant())
            .build());
  }

  private static PendingMessage single(List<Notice> due) {
    assertThat(due).hasSize(1);
    assertThat(due.get(0).messages()).hasSize(1);
    return due.get(0).messages().get(0);
  }

  private static List<String> keys(List<Notice> due) {
    return due.stream().map(Notice::idempotencyKey).toList();
  }

  private long committable() {
    return Objects.requireNonNull(progress.takeCommittable().get(new TopicPartition("alerts", 0)))
        .offset();
  }

  private Outbox outbox(
      @Nullable SituationSettings settings, @Nullable QuietHours quiet, boolean eachIncident) {
    Channel channel =
        new Channel() {
          @Override
          public void send(Notice notice) {}

          @Override
          public boolean takesEachIncident() {
            return eachIncident;
          }
        };
    Receiver receiver =
        new Receiver(
            "ops",
            channel,
            new Match(Set.of(), Severity.LOW, EnumSet.allOf(AlertState.class)),
            new NoticeGrouping(NoticeGrouping.By.MESSAGE, Duration.ZERO),
            quiet,
            new Retry(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofSeconds(1)));
    ActionFilter filter = new ActionFilter(new Standings(new ListedActions(), clock));
    return new Outbox(receiver.with(settings), progress, silences, filter, clock);
  }
}
