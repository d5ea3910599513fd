package io.tidemark.detector.health;

import io.tidemark.detector.alert.PlainAlerts;
import io.tidemark.detector.definition.Durations;
import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Severity;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Opens, updates and resolves health conditions of one kind.
 *
 * @param reopenWithin event time after its resolution within which one that comes back is the same
 *     incident
 */
record HealthAlerts(AlertKind kind, PlainAlerts alerts, Duration reopenWithin) {

  /**
   * What is wrong.
   *
   * @param sinceMillis since when, event time
   * @param nowMillis event time of the finding
   * @param seconds how bad it is
   * @param allowed how bad it may be
   * @param note the same in words
   */
  record Finding(long sinceMillis, long nowMillis, double seconds, double allowed, String note) {}

  void open(HealthCondition condition, String key, Finding found, Consumer<AnomalyAlert> out) {
    condition.open = true;
    condition.count = 0;
    condition.sinceMillis = found.sinceMillis();
    if (condition.reopens(found.nowMillis(), reopenWithin)) {
      condition.sequence++;
      condition.worst = Math.max(condition.worst, found.seconds());
      send(condition, key, AlertChange.REOPENED, found, out);
      return;
    }
    condition.sequence = 0;
    condition.openedMillis = found.nowMillis();
    condition.worst = found.seconds();
    condition.limit = found.allowed();
    send(condition, key, null, found, out);
  }

  /** Tells that more is wrong than was said. */
  void update(HealthCondition condition, String key, Finding found, Consumer<AnomalyAlert> out) {
    condition.sequence++;
    condition.worst = Math.max(condition.worst, found.seconds());
    send(condition, key, AlertChange.FEATURE, found, out);
  }

  /** Takes how bad it is by now; reports it where that is severer than was said. */
  void worsen(HealthCondition condition, String key, Finding found, Consumer<AnomalyAlert> out) {
    condition.worst = Math.max(condition.worst, found.seconds());
    Severity severity = PlainAlerts.severity(condition.worst / condition.limit);
    if (PlainAlerts.reports(severity, Objects.requireNonNull(condition.reported))) {
      condition.sequence++;
      send(condition, key, AlertChange.SEVERITY, found, out);
    }
  }

  private void send(
      HealthCondition condition,
      String key,
      @Nullable AlertChange change,
      Finding found,
      Consumer<AnomalyAlert> out) {
    PlainAlerts.Standing standing = condition.standing(found.nowMillis(), found.seconds());
    AlertState state = change == null ? AlertState.OPEN : AlertState.UPDATE;
    AnomalyAlert alert = alerts.of(kind, key, state, standing, found.note());
    alert.setChange(change);
    send(condition, alert, out);
  }

  void resolve(HealthCondition condition, String key, long nowMillis, Consumer<AnomalyAlert> out) {
    condition.open = false;
    condition.count = 0;
    condition.sequence++;
    long at = Math.max(nowMillis, condition.reportedMillis);
    condition.resolvedMillis = at;
    send(
        condition, alerts.of(kind, key, AlertState.RESOLVED, condition.standing(at, 0), null), out);
  }

  private static void send(
      HealthCondition condition, AnomalyAlert alert, Consumer<AnomalyAlert> out) {
    alert.setPreviousSeverity(alert.getSequence() == 0 ? null : condition.reported);
    condition.reported = alert.getSeverity();
    condition.reportedMillis = alert.getUpdatedAt().toEpochMilli();
    out.accept(alert);
  }

  static double seconds(long millis) {
    return millis / 1000.0;
  }

  static String words(long millis) {
    Duration whole = Duration.ofSeconds(Math.round(millis / 1000.0));
    return Durations.format(whole.isZero() ? Duration.ofMillis(millis) : whole);
  }
}
