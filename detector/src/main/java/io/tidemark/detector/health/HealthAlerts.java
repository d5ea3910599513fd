package io.tidemark.detector.health;

import io.tidemark.detector.alert.PlainAlerts;
import io.tidemark.detector.definition.Durations;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.time.Duration;
import java.util.function.Consumer;

/** Opens, updates and resolves health conditions of one kind. */
record HealthAlerts(AlertKind kind, PlainAlerts alerts) {

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
    condition.sequence = 0;
    condition.sinceMillis = found.sinceMillis();
    condition.openedMillis = found.nowMillis();
    condition.worst = found.seconds();
    condition.limit = found.allowed();
    send(condition, key, AlertState.OPEN, found, out);
  }

  /** Tells that more is wrong than was said. */
  void update(HealthCondition condition, String key, Finding found, Consumer<AnomalyAlert> out) {
    condition.sequence++;
    condition.worst = Math.max(condition.worst, found.seconds());
    send(condition, key, AlertState.UPDATE, found, out);
  }

  private void send(
      HealthCondition condition,
      String key,
      AlertState state,
      Finding found,
      Consumer<AnomalyAlert> out) {
    PlainAlerts.Standing standing = condition.standing(found.nowMillis(), found.seconds());
    out.accept(alerts.of(kind, key, state, standing, found.note()));
  }

  void resolve(
      HealthCondition condition,
      String key,
      long nowMillis,
      double seconds,
      Consumer<AnomalyAlert> out) {
    condition.open = false;
    condition.count = 0;
    condition.sequence++;
    condition.worst = Math.max(condition.worst, seconds);
    long at = Math.max(nowMillis, condition.openedMillis);
    out.accept(alerts.of(kind, key, AlertState.RESOLVED, condition.standing(at, seconds), null));
  }

  static double seconds(long millis) {
    return millis / 1000.0;
  }

  static String words(long millis) {
    Duration whole = Duration.ofSeconds(Math.round(millis / 1000.0));
    return Durations.format(whole.isZero() ? Duration.ofMillis(millis) : whole);
  }
}
