package io.tidemark.console.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.Alerts;
import io.tidemark.console.MovingClock;
import io.tidemark.console.action.Actions;
import io.tidemark.console.action.ListedActions;
import io.tidemark.console.action.Standings;
import io.tidemark.console.silence.Silences;
import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.IncidentActionKind;
import io.tidemark.schemas.Severity;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people do about incidents of a situation decides what its receiver hears. */
class SituationActionsTest {
  private static final Duration WAIT = SituationSettings.DEFAULT.waitFor();

  private final MovingClock clock = new MovingClock(Alerts.OPENED);
  private final Progress progress = new Progress();
  private final Standings standings = new Standings(new ListedActions(), clock);
  private final Receiver receiver =
      new Receiver(
          "ops",
          notice -> {},
          new Match(Set.of(), Severity.LOW, EnumSet.allOf(AlertState.class)),
          new NoticeGrouping(NoticeGrouping.By.MESSAGE, Duration.ZERO),
          null,
          new Retry(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofSeconds(1)),
          SituationSettings.DEFAULT);
  private Outbox outbox = outbox();
  private long offset;
  private long place;

  @BeforeEach
  void aAndBBeginTogether() {
    add("a", 0, AlertState.OPEN, Severity.HIGH, null);
    add("b", 0, AlertState.OPEN, Severity.HIGH, null);
    clock.move(WAIT);
    PendingMessage opening = single();
    assertThat(opening.id()).isEqualTo("a");
    progress.end(opening);
  }

  @Test
  void theSituationIsOverWhenTheOthersEndAfterOneWasClosed() {
    act("a", 0, IncidentActionKind.CLOSE);
    assertThat(outbox.takeDue()).isEmpty();

    add("a", 1, AlertState.UPDATE, Severity.HIGH, Severity.HIGH);
    assertThat(outbox.takeDue()).as("a is closed").isEmpty();
    add("b", 1, AlertState.RESOLVED, Severity.HIGH, Severity.HIGH);

    PendingMessage end = single();
    assertThat(end.id()).isEqualTo("a");
    assertThat(end.ends()).isTrue();
  }

  @Test
  void theEndThatWaitsWhenTheLastOtherOneIsClosedIsTold() {
    act("a", 0, IncidentActionKind.CLOSE);
    add("b", 1, AlertState.RESOLVED, Severity.HIGH, Severity.HIGH);

    assertThat(single().ends()).isTrue();
  }

  @Test
  void aSituationWhoseLastIncidentIsClosedIsOverWithoutAMessageAndCanBeginAgain() {
    add("a", 1, AlertState.RESOLVED, Severity.HIGH, Severity.HIGH);
    assertThat(outbox.takeDue()).as("b lasts").isEmpty();
    act("b", 0, IncidentActionKind.CLOSE);
    assertThat(outbox.takeDue()).isEmpty();
    assertThat(committable()).isEqualTo(3);

    AnomalyAlert back = message("b", 2, AlertState.UPDATE, Severity.HIGH, Severity.HIGH);
    back.setChange(AlertChange.REOPENED);
    outbox.add(PendingMessages.pending(offset++, back));
    clock.move(WAIT);

    PendingMessage opening = single();
    assertThat(opening.id()).isEqualTo("a");
    assertThat(opening.opening()).isTrue();
    assertThat(opening.ends()).isFalse();
  }

  @Test
  void anAcknowledgedIncidentCountsButTriggersOnlyARiseAndTheEnd() {
    act("a", 0, IncidentActionKind.ACKNOWLEDGE);
    add("a", 1, AlertState.UPDATE, Severity.LOW, Severity.HIGH);
    assertThat(outbox.takeDue()).isEmpty();
    assertThat(committable()).isEqualTo(3);
    add("a", 2, AlertState.UPDATE, Severity.CRITICAL, Severity.LOW);
    assertThat(single().severity()).isEqualTo(Severity.CRITICAL);
    add("b", 1, AlertState.RESOLVED, Severity.HIGH, Severity.HIGH);
    assertThat(outbox.takeDue()).as("a lasts").isEmpty();
    add("a", 3, AlertState.RESOLVED, Severity.CRITICAL, Severity.CRITICAL);
    assertThat(single().ends()).isTrue();
  }

  @Test
  void anAcknowledgedIncidentThatComesBackIsToldOfAlsoWhileOthersLast() {
    act("a", 0, IncidentActionKind.ACKNOWLEDGE);
    act("b", 0, IncidentActionKind.ACKNOWLEDGE);
    add("a", 1, AlertState.RESOLVED, Severity.HIGH, Severity.HIGH);
    assertThat(outbox.takeDue()).isEmpty();

    AnomalyAlert back = message("a", 2, AlertState.UPDATE, Severity.HIGH, Severity.HIGH);
    back.setChange(AlertChange.REOPENED);
    outbox.add(PendingMessages.pending(offset++, back));
    clock.move(WAIT);

    assertThat(single().opening()).isTrue();
    add("a", 3, AlertState.UPDATE, Severity.HIGH, Severity.HIGH);
    assertThat(outbox.takeDue()).as("it has been delivered").isEmpty();
  }

  @Test
  void aClosingReachesPagersWhenAllAreOverOrClosed() {
    assertThat(subject("b", IncidentActionKind.CLOSE)).as("a lasts").isNull();
    assertThat(subject("a", IncidentActionKind.CLOSE)).as("both are closed").isEqualTo("a");
  }

  @Test
  void aClosingOfTheLastIncidentReachesPagersUnderTheIdOfTheSituation() {
    add("a", 1, AlertState.RESOLVED, Severity.HIGH, Severity.HIGH);

    assertThat(subject("b", IncidentActionKind.CLOSE)).isEqualTo("a");
  }

  @Test
  void anAcknowledgementReachesPagersWhenAllThatLastAreAcknowledged() {
    assertThat(subject("b", IncidentActionKind.ACKNOWLEDGE)).as("a needs people").isNull();
    assertThat(subject("a", IncidentActionKind.ACKNOWLEDGE)).isEqualTo("a");
  }

  @Test
  void anIncidentThatIsAloneIsKnownByItsOwnId() {
    AnomalyAlert alone = message("z", 0, AlertState.OPEN, Severity.HIGH, null);
    alone.setTags(Map.of("site", "bonn"));
    outbox.add(PendingMessages.pending(offset++, alone));
    clock.move(WAIT);
    outbox.takeDue();

    assertThat(subject("z", IncidentActionKind.CLOSE)).isEqualTo("z");
    assertThat(subject("unknown", IncidentActionKind.CLOSE)).isEqualTo("unknown");
  }

  @Test
  void anActionWaitsForTheFirstMessageOfItsIncidentThatGathers() {
    ActionQueue queue = new ActionQueue(receiver, progress, standings);
    AnomalyAlert alone = message("z", 0, AlertState.OPEN, Severity.HIGH, null);
    alone.setTags(Map.of("site", "bonn"));
    outbox.add(PendingMessages.pending(offset++, alone));
    queue.add(act("z", 0, IncidentActionKind.ACKNOWLEDGE), record(place - 1));
    assertThat(outbox.takeDue()).isEmpty();
    assertThat(queue.takeDue(outbox)).isEmpty();

    clock.move(WAIT);

    assertThat(single().id()).isEqualTo("z");
    assertThat(queue.takeDue(outbox)).extracting(ActionNotice::subject).containsExactly("z");
  }

  @Test
  void whatGathersOfAnIncidentThatIsClosedIsNotTold() {
    AnomalyAlert alone = message("z", 0, AlertState.OPEN, Severity.HIGH, null);
    alone.setTags(Map.of("site", "bonn"));
    outbox.add(PendingMessages.pending(offset++, alone));
    act("z", 0, IncidentActionKind.CLOSE);
    clock.move(WAIT);

    assertThat(outbox.takeDue()).isEmpty();
    assertThat(committable()).isEqualTo(3);
  }

  @Test
  void afterARestartClosedIncidentsCountAsEnded() {
    act("a", 0, IncidentActionKind.CLOSE);
    outbox.takeDue();
    outbox = outbox();
    recallOpenings();

    add("b", 1, AlertState.RESOLVED, Severity.HIGH, Severity.HIGH);
    assertThat(single().ends()).isTrue();
  }

  @Test
  void whenPartitionsComeBackClosedIncidentsStillCountAsEnded() {
    act("a", 0, IncidentActionKind.CLOSE);
    outbox.takeDue();
    outbox.forget(Set.of(new TopicPartition("alerts", 0)));
    recallOpenings();
    outbox.replay(
        PendingMessages.pending(
            2, message("a", 1, AlertState.UPDATE, Severity.CRITICAL, Severity.HIGH)));
    offset = 3;
    assertThat(outbox.takeDue()).isEmpty();

    add("b", 1, AlertState.RESOLVED, Severity.HIGH, Severity.HIGH);
    PendingMessage end = single();
    assertThat(end.ends()).isTrue();
    assertThat(end.severity()).as("what came after the closing").isEqualTo(Severity.HIGH);
  }

  private void recallOpenings() {
    outbox.replay(
        PendingMessages.pending(0, message("a", 0, AlertState.OPEN, Severity.HIGH, null)));
    outbox.replay(
        PendingMessages.pending(1, message("b", 0, AlertState.OPEN, Severity.HIGH, null)));
    offset = 2;
  }

  private @Nullable String subject(String id, IncidentActionKind kind) {
    IncidentAction action = act(id, 0, kind);
    outbox.takeDue();
    return outbox.subject(action);
  }

  private IncidentAction act(String id, int sequence, IncidentActionKind kind) {
    IncidentAction action = Actions.action(id, sequence, kind);
    standings.accept(action, 0, place++);
    return action;
  }

  private void add(
      String id, int sequence, AlertState state, Severity severity, @Nullable Severity before) {
    outbox.add(PendingMessages.pending(offset++, message(id, sequence, state, severity, before)));
  }

  private static AnomalyAlert message(
      String id, int sequence, AlertState state, Severity severity, @Nullable Severity before) {
    AnomalyAlert alert = Alerts.message(id, sequence, state, severity, "pump-" + id);
    alert.setPreviousSeverity(before);
    alert.setTags(Map.of("site", "berlin"));
    return alert;
  }

  private static ConsumerRecord<byte[], byte[]> record(long at) {
    return new ConsumerRecord<>("incident-actions", 0, at, new byte[0], new byte[0]);
  }

  private PendingMessage single() {
    List<Notice> due = outbox.takeDue();
    assertThat(due).hasSize(1);
    assertThat(due.get(0).messages()).hasSize(1);
    return due.get(0).messages().get(0);
  }

  private long committable() {
    return Objects.requireNonNull(progress.takeCommittable().get(new TopicPartition("alerts", 0)))
        .offset();
  }

  private Outbox outbox() {
    return new Outbox(receiver, progress, Silences.none(), new ActionFilter(standings), clock);
  }
}
