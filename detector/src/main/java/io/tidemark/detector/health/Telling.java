package io.tidemark.detector.health;

import io.tidemark.detector.alert.PlainAlerts;
import io.tidemark.detector.definition.Durations;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.time.Duration;
import java.util.function.Consumer;

/** Opens and resolves ailments of one kind. */
record Telling(AlertKind kind, PlainAlerts alerts) {

  /** What is wrong now: since when, how many seconds of how many that are allowed, in words. */
  record Finding(long sinceMillis, long nowMillis, double seconds, double allowed, String note) {}

  void open(Ailment ailment, String key, Finding found, Consumer<AnomalyAlert> out) {
    ailment.open = true;
    ailment.count = 0;
    ailment.sinceMillis = found.sinceMillis();
    ailment.openedMillis = found.nowMillis();
    ailment.worst = found.seconds();
    ailment.limit = found.allowed();
    out.accept(
        alerts.of(
            kind,
            key,
            AlertState.OPEN,
            ailment.message(found.nowMillis(), found.seconds()),
            found.note()));
  }

  void resolve(
      Ailment ailment, String key, long nowMillis, double seconds, Consumer<AnomalyAlert> out) {
    ailment.open = false;
    ailment.count = 0;
    ailment.worst = Math.max(ailment.worst, seconds);
    long at = Math.max(nowMillis, ailment.openedMillis);
    out.accept(alerts.of(kind, key, AlertState.RESOLVED, ailment.message(at, seconds), null));
  }

  static double seconds(long millis) {
    return millis / 1000.0;
  }

  static String words(long millis) {
    Duration whole = Duration.ofSeconds(Math.round(millis / 1000.0));
    return Durations.format(whole.isZero() ? Duration.ofMillis(millis) : whole);
  }
}
