package io.tidemark.detector.health;

import static io.tidemark.detector.health.HealthAlerts.seconds;
import static io.tidemark.detector.health.KeyHealth.NONE;

import io.tidemark.detector.alert.PlainAlerts;
import io.tidemark.schemas.AnomalyAlert;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Silences of a key, in log time: nothing of it comes while the log goes on. What its events say of
 * themselves in between does not matter, so a device that sends what it stored ends its silence
 * once.
 *
 * @param allowedMillis longest silence allowed; 0 where each key has its own, by how long it has
 *     been silent before
 * @param usual what a key may do by what it has done before, in milliseconds
 * @param pause when the key at hand learns nothing
 */
record Gaps(long allowedMillis, Stretch usual, LearningPause pause, HealthAlerts alerts) {

  /**
   * Takes an event.
   *
   * @param certainMillis log time up to which it is certain that none of the key's events is
   *     missing
   * @param logMillis log time of the event
   */
  void observed(
      KeyHealth state,
      String key,
      long time,
      long certainMillis,
      long logMillis,
      Consumer<AnomalyAlert> out) {
    advance(state, key, certainMillis, out);
    boolean told = state.gap.open;
    if (told) {
      state.gap.worst = Math.max(state.gap.worst, seconds(certainMillis - state.heard));
      alerts.resolve(state.gap, key, time, out);
    }
    if (state.heard == NONE) {
      state.firstHeard = logMillis;
    } else if (logMillis > state.heard && !pause.covers(state.heard, logMillis)) {
      state.longestSilence = usual.after(state.longestSilence, logMillis - state.heard, told);
    }
  }

  /** Opens a gap, and reports a rise of its severity at the time at which it rose. */
  void advance(KeyHealth state, String key, long logMillis, Consumer<AnomalyAlert> out) {
    for (long next = next(state); logMillis >= next; next = next(state)) {
      long millis = next - state.heard;
      String note = "No event for " + HealthAlerts.words(millis) + ".";
      HealthAlerts.Finding found =
          new HealthAlerts.Finding(
              state.newest, state.newest + millis, seconds(millis), seconds(allowed(state)), note);
      if (state.gap.open) {
        alerts.worsen(state.gap, key, found, out);
      } else {
        alerts.open(state.gap, key, found, out);
      }
    }
  }

  /** Log time at which to advance next; the largest long for never. */
  long next(KeyHealth state) {
    if (state.gap.open) {
      int times = PlainAlerts.timesToReport(Objects.requireNonNull(state.gap.reported));
      long limitMillis = Math.round(1000 * state.gap.limit);
      return times == 0 ? Long.MAX_VALUE : state.heard + times * limitMillis;
    }
    return state.heard == NONE || !known(state) ? Long.MAX_VALUE : state.heard + allowed(state);
  }

  private long allowed(KeyHealth state) {
    return allowedMillis > 0 ? allowedMillis : usual.allowed(state.longestSilence);
  }

  private boolean known(KeyHealth state) {
    return allowedMillis > 0
        || (state.warm && usual.known(state.heard - state.firstHeard, state.longestSilence));
  }
}
