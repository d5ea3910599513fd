package io.tidemark.console.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.Alerts;
import io.tidemark.console.MovingClock;
import io.tidemark.console.action.ListedActions;
import io.tidemark.console.action.Standings;
import io.tidemark.console.silence.SilenceRequest;
import io.tidemark.console.silence.Silences;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Severity;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The night in Berlin in which the clocks go forward from 02:00 to 03:00, minute by minute: who
 * gets which message when.
 */
class NightOnCallTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final ZonedDateTime EVENING =
      LocalDateTime.parse("2026-03-28T22:00").atZone(BERLIN);
  private static final ZonedDateTime MORNING =
      LocalDateTime.parse("2026-03-29T10:30").atZone(BERLIN);
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");

  private final MovingClock clock = new MovingClock(EVENING.toInstant());
  private final Silences silences = Silences.none();
  private final List<Message> night = new ArrayList<>();

  /** A message and when it comes. */
  private record Message(ZonedDateTime time, AnomalyAlert alert) {}

  @Test
  void everyReceiverGetsWhatItShouldWhenItShould() {
    // A maintenance: each Sunday 03:00 to 05:00 in local time since a week before the change.
    silence("press-*", null, "NEVER", "2026-03-22T03:00", 120, "FREQ=WEEKLY;BYDAY=SU", false);
    silence("fan-*", "CRITICAL", "LATER", "2026-03-28T23:00", 7 * 60, null, true);
    silence("pump-9", null, "NEVER", "2026-03-28T22:00", 11 * 60, null, true);

    // A fault that nothing silences.
    comes("2026-03-28T23:30", "valve", 0, AlertState.OPEN, Severity.HIGH, "valve-2", null);
    comes("2026-03-29T00:15", "valve", 1, AlertState.RESOLVED, Severity.HIGH, "valve-2", "HIGH");
    // A fault of two fans, one of which becomes critical.
    comes("2026-03-29T01:30", "fan3", 0, AlertState.OPEN, Severity.MEDIUM, "fan-3", null);
    comes("2026-03-29T01:40", "fan4", 0, AlertState.OPEN, Severity.MEDIUM, "fan-4", null);
    comes("2026-03-29T03:20", "fan3", 1, AlertState.UPDATE, Severity.CRITICAL, "fan-3", "MEDIUM");
    comes(
        "2026-03-29T04:00", "fan3", 2, AlertState.RESOLVED, Severity.CRITICAL, "fan-3", "CRITICAL");
    comes("2026-03-29T05:30", "fan4", 1, AlertState.RESOLVED, Severity.MEDIUM, "fan-4", "MEDIUM");
    // A fault that begins in the maintenance and is over after it.
    comes("2026-03-29T03:00", "press", 0, AlertState.OPEN, Severity.HIGH, "press-1", null);
    comes("2026-03-29T04:59", "press", 1, AlertState.UPDATE, Severity.CRITICAL, "press-1", "HIGH");
    comes(
        "2026-03-29T05:00",
        "press",
        2,
        AlertState.RESOLVED,
        Severity.CRITICAL,
        "press-1",
        "CRITICAL");
    // A noisy key, all night and once after its silence.
    ZonedDateTime noise = EVENING.plusMinutes(10);
    for (int i = 0; noise.isBefore(MORNING.minusHours(1)); i++, noise = noise.plusMinutes(30)) {
      comes(noise, "noise" + i, 0, AlertState.OPEN, Severity.HIGH, "pump-9", null);
      comes(
          noise.plusMinutes(9),
          "noise" + i,
          1,
          AlertState.RESOLVED,
          Severity.HIGH,
          "pump-9",
          "HIGH");
    }
    comes("2026-03-29T10:05", "again", 0, AlertState.OPEN, Severity.HIGH, "pump-9", null);

    assertThat(replay())
        .containsExactly(
            "23:30 on-call valve:0",
            "23:30 chat valve:0",
            "00:15 on-call valve:1",
            "00:15 chat valve:1",
            "03:20 on-call fan3:1",
            "03:20 chat fan3:1",
            "03:20 mail fan3:1",
            "04:00 on-call fan3:2",
            "04:00 chat fan3:2",
            "04:00 mail fan3:2",
            "05:00 on-call press:2",
            "05:00 chat press:2",
            "05:00 mail press:2",
            "06:00 mail valve:1",
            "07:00 chat fan4:1",
            "07:00 mail fan4:1",
            "10:05 on-call again:0",
            "10:05 chat again:0",
            "10:05 mail again:0");
  }

  private ActionFilter nobodyActs() {
    return new ActionFilter(new Standings(new ListedActions(), clock));
  }

  private List<String> replay() {
    QuietHours quiet =
        new QuietHours(LocalTime.of(22, 0), LocalTime.of(6, 0), BERLIN, Severity.CRITICAL);
    List<Receiver> receivers =
        List.of(
            receiver("on-call", Severity.HIGH, null),
            receiver("chat", Severity.LOW, null),
            receiver("mail", Severity.LOW, quiet));
    List<Outbox> outboxes =
        receivers.stream()
            .map(receiver -> new Outbox(receiver, new Progress(), silences, nobodyActs(), clock))
            .toList();
    List<String> delivered = new ArrayList<>();
    long offset = 0;
    for (ZonedDateTime now = EVENING; now.isBefore(MORNING); now = now.plusMinutes(1)) {
      clock.moveTo(now.toInstant());
      for (Message message : night) {
        if (message.time().isEqual(now)) {
          long next = offset++;
          outboxes.forEach(outbox -> outbox.add(PendingMessages.pending(next, message.alert())));
        }
      }
      for (Outbox outbox : outboxes) {
        for (Notice notice : outbox.takeDue()) {
          for (PendingMessage message : notice.messages()) {
            delivered.add(
                TIME.format(now) + " " + notice.receiver() + " " + message.idempotencyKey());
          }
        }
      }
    }
    return delivered;
  }

  private static Receiver receiver(String name, Severity severity, @Nullable QuietHours quiet) {
    return new Receiver(
        name,
        notice -> {},
        new Match(Set.of(), severity, EnumSet.allOf(AlertState.class)),
        new NoticeGrouping(NoticeGrouping.By.MESSAGE, Duration.ZERO),
        quiet,
        new Retry(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofSeconds(1)));
  }

  /** As the page or the command begins one. */
  private void silence(
      String keys,
      @Nullable String below,
      String kind,
      String from,
      int minutes,
      @Nullable String recurrence,
      boolean learn) {
    silences.accept(
        new SilenceRequest(
                keys,
                null,
                Map.of(),
                below,
                kind,
                from,
                null,
                minutes,
                recurrence,
                BERLIN.getId(),
                learn,
                null)
            .silence("kim", clock.instant()));
  }

  private void comes(
      String time,
      String id,
      int sequence,
      AlertState state,
      Severity severity,
      String key,
      @Nullable String before) {
    comes(LocalDateTime.parse(time).atZone(BERLIN), id, sequence, state, severity, key, before);
  }

  private void comes(
      ZonedDateTime time,
      String id,
      int sequence,
      AlertState state,
      Severity severity,
      String key,
      @Nullable String before) {
    AnomalyAlert alert = Alerts.message(id, sequence, state, severity, key);
    alert.setPreviousSeverity(before == null ? null : Severity.valueOf(before));
    night.add(new Message(time, alert));
  }
}
