package io.tidemark.detector.health;

import static io.tidemark.detector.health.HealthAlerts.seconds;
import static io.tidemark.detector.health.KeyHealth.NONE;

import io.tidemark.schemas.AnomalyAlert;
import java.util.function.Consumer;

/**
 * Silences of a key, in log time: nothing of it comes while the log goes on. What its events say of
 * themselves in between does not matter, so a device that sends what it stored ends its silence
 * once.
 *
 * @param allowedMillis longest silence allowed
 */
record Gaps(long allowedMillis, HealthAlerts alerts) {

  void observed(
      KeyHealth state, String key, long time, long logMillis, Consumer<AnomalyAlert> out) {
    advance(state, key, logMillis, out);
    if (state.gap.open) {
      alerts.resolve(state.gap, key, time, seconds(logMillis - state.heard), out);
    }
  }

  void advance(KeyHealth state, String key, long logMillis, Consumer<AnomalyAlert> out) {
    if (logMillis < next(state)) {
      return;
    }
    double allowed = seconds(allowedMillis);
    String note = "No event for " + HealthAlerts.words(allowedMillis) + ".";
    alerts.open(
        state.gap,
        key,
        new HealthAlerts.Finding(
            state.newest, state.newest + allowedMillis, allowed, allowed, note),
        out);
  }

  /** Log time at which to advance next; the largest long for never. */
  long next(KeyHealth state) {
    return state.gap.open || state.heard == NONE ? Long.MAX_VALUE : state.heard + allowedMillis;
  }
}
