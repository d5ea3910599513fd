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
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What people did decides what an outbox delivers. */
class ActionFilterTest {
  private final MovingClock clock = new MovingClock(Alerts.OPENED);
  private final Progress progress = new Progress();
  private final ListedActions written = new ListedActions();
  private final Standings standings = new Standings(written, clock);
  private Receiver receiver = receiver(EnumSet.allOf(AlertState.class), null);
  private Outbox outbox = outbox();
  private ActionQueue queue = new ActionQueue(receiver, progress, standings);
  private long offset;
  private long place;

  @Test
  void anAcknowledgedIncidentTellsOfARiseAndItsEndOnly() {
    add(0, AlertState.OPEN, Severity.LOW, null);
    act(0, IncidentActionKind.ACKNOWLEDGE);
    add(1, AlertState.UPDATE, Severity.LOW, Severity.LOW);
    add(2, AlertState.UPDATE, Severity.HIGH, Severity.LOW);
    add(3, AlertState.UPDATE, Severity.HIGH, Severity.HIGH);
    add(4, AlertState.RESOLVED, Severity.HIGH, Severity.HIGH);

    assertThat(told()).containsExactly("a:0", "a:2", "a:4");
    assertThat(committable()).as("what is not told is done with").isEqualTo(4);
  }

  @Test
  void whatCameBeforeTheAcknowledgementIsToldToAReceiverThatIsBehind() {
    act(1, IncidentActionKind.ACKNOWLEDGE);
    add(0, AlertState.OPEN, Severity.LOW, null);
    add(1, AlertState.UPDATE, Severity.LOW, Severity.LOW);
    add(2, AlertState.UPDATE, Severity.LOW, Severity.LOW);

    assertThat(told()).containsExactly("a:0", "a:1");
  }

  @Test
  void aClosedIncidentTellsNothingAlsoNotItsEnd() {
    act(0, IncidentActionKind.CLOSE);
    add(1, AlertState.UPDATE, Severity.HIGH, Severity.LOW);
    add(2, AlertState.RESOLVED, Severity.HIGH, Severity.HIGH);

    assertThat(told()).isEmpty();
    assertThat(written.taken).isEmpty();
  }

  @Test
  void whatWaitsWhenTheIncidentIsClosedIsNotTold() {
    receiver = receiver(EnumSet.allOf(AlertState.class), night());
    outbox = outbox();
    add(0, AlertState.OPEN, Severity.LOW, null);
    assertThat(outbox.waits("a")).isTrue();
    act(0, IncidentActionKind.CLOSE);

    assertThat(told()).isEmpty();

    assertThat(outbox.waits("a")).isFalse();
    clock.move(Duration.ofHours(12));
    assertThat(told()).isEmpty();
    assertThat(committable()).isEqualTo(1);
  }

  @Test
  void aClosedIncidentThatBecomesCriticalOpensAgainForEveryReceiver() {
    receiver = receiver(EnumSet.of(AlertState.OPEN, AlertState.RESOLVED), null);
    outbox = outbox();
    Outbox other = outbox();
    act(0, IncidentActionKind.CLOSE);
    AnomalyAlert critical = message(3, AlertState.UPDATE, Severity.CRITICAL, Severity.LOW);
    outbox.add(PendingMessages.pending(offset, critical));
    other.add(PendingMessages.pending(offset++, critical));

    List<Notice> due = outbox.takeDue();

    assertThat(due).extracting(Notice::idempotencyKey).containsExactly("a:3");
    assertThat(due.get(0).messages().get(0).opening()).isTrue();
    assertThat(other.takeDue().get(0).messages().get(0).opening()).isTrue();
    assertThat(written.taken)
        .singleElement()
        .satisfies(
            action -> {
              assertThat(action.getAction()).isEqualTo(IncidentActionKind.REOPEN);
              assertThat(action.getSequence()).isEqualTo(3);
            });
    add(4, AlertState.RESOLVED, Severity.CRITICAL, Severity.CRITICAL);
    assertThat(told()).containsExactly("a:4");
  }

  @Test
  void anAcknowledgedIncidentThatWasOverAndComesBackNeedsPeopleAgain() {
    act(1, IncidentActionKind.ACKNOWLEDGE);
    AnomalyAlert back = message(3, AlertState.UPDATE, Severity.HIGH, Severity.HIGH);
    back.setChange(AlertChange.REOPENED);
    outbox.add(PendingMessages.pending(offset++, back));
    add(4, AlertState.UPDATE, Severity.HIGH, Severity.HIGH);

    assertThat(told()).containsExactly("a:3", "a:4");
    assertThat(written.taken).hasSize(1);
  }

  @Test
  void anActionGoesAfterTheMessagesOfItsIncidentThatWait() {
    receiver = receiver(EnumSet.allOf(AlertState.class), night());
    outbox = outbox();
    queue = new ActionQueue(receiver, progress, standings);
    add(0, AlertState.OPEN, Severity.LOW, null);
    IncidentAction action = act(0, IncidentActionKind.ACKNOWLEDGE);
    queue.add(action, record(place - 1));

    assertThat(queue.takeDue(outbox)).isEmpty();
    clock.move(Duration.ofHours(12));

    assertThat(told()).containsExactly("a:0");
    assertThat(queue.takeDue(outbox)).hasSize(1);
    assertThat(queue.takeDue(outbox)).isEmpty();
  }

  @Test
  void anActionWaitsUntilItDecidesWhatElseIsDelivered() {
    queue.add(Actions.action("a", 0, IncidentActionKind.CLOSE), record(0));
    assertThat(queue.takeDue(outbox)).isEmpty();

    act(0, IncidentActionKind.CLOSE);

    assertThat(queue.takeDue(outbox)).hasSize(1);
  }

  @Test
  void nothingIsReadBeforeItIsKnownWhatPeopleDid() {
    assertThat(outbox.isReady()).isFalse();

    standings.nowKnown();

    assertThat(outbox.isReady()).isTrue();
  }

  @Test
  void actionsOfDetectorsThatAReceiverDoesNotWantAreDoneWith() {
    Match office = new Match(Set.of("office"), Severity.LOW, EnumSet.allOf(AlertState.class));
    queue =
        new ActionQueue(
            new Receiver("ops", notice -> {}, office, each(), null, retry()), progress, standings);
    act(0, IncidentActionKind.CLOSE);
    queue.add(Actions.action("a", 0, IncidentActionKind.CLOSE), record(0));

    assertThat(queue.takeDue(outbox)).isEmpty();
    assertThat(committable()).isEqualTo(1);
  }

  @Test
  void manyActionsStopTheReading() {
    for (int i = 0; !queue.isFull(); i++) {
      queue.add(Actions.action("a", i, IncidentActionKind.COMMENT), record(i));
      assertThat(i).isLessThan(10_000);
    }
    queue.clear();
    assertThat(queue.isFull()).isFalse();
  }

  private IncidentAction act(int sequence, IncidentActionKind kind) {
    IncidentAction action = Actions.action("a", sequence, kind);
    standings.accept(action, 0, place++);
    return action;
  }

  private void add(int sequence, AlertState state, Severity severity, @Nullable Severity before) {
    outbox.add(PendingMessages.pending(offset++, message(sequence, state, severity, before)));
  }

  private static AnomalyAlert message(
      int sequence, AlertState state, Severity severity, @Nullable Severity before) {
    AnomalyAlert alert = Alerts.message("a", sequence, state, severity, "pump-a");
    alert.setPreviousSeverity(before);
    return alert;
  }

  private static ConsumerRecord<byte[], byte[]> record(long at) {
    return new ConsumerRecord<>("incident-actions", 0, at, new byte[0], new byte[0]);
  }

  /** Tells what is due and takes it as delivered, up to the last message. */
  private List<String> told() {
    List<Notice> due = outbox.takeDue();
    due.forEach(notice -> notice.messages().subList(0, 1).forEach(this::endUnlessLast));
    return due.stream().map(Notice::idempotencyKey).toList();
  }

  private void endUnlessLast(PendingMessage message) {
    if (!message.ends()) {
      progress.end(message);
    }
  }

  private long committable() {
    return progress.takeCommittable().values().iterator().next().offset();
  }

  private static QuietHours night() {
    return new QuietHours(
        LocalTime.of(0, 0), LocalTime.of(12, 0), ZoneOffset.UTC, Severity.CRITICAL);
  }

  private static NoticeGrouping each() {
    return new NoticeGrouping(NoticeGrouping.By.MESSAGE, Duration.ZERO);
  }

  private static Retry retry() {
    return new Retry(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofSeconds(1));
  }

  private static Receiver receiver(Set<AlertState> states, @Nullable QuietHours quiet) {
    Match all = new Match(Set.of(), Severity.LOW, states);
    return new Receiver("ops", notice -> {}, all, each(), quiet, retry());
  }

  private Outbox outbox() {
    return new Outbox(receiver, progress, Silences.none(), new ActionFilter(standings), clock);
  }
}
