package io.tidemark.detector.health;

import static io.tidemark.detector.health.HealthAlerts.seconds;

import io.tidemark.detector.definition.Aggregate;
import io.tidemark.detector.definition.Feature;
import io.tidemark.schemas.AnomalyAlert;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Readings that stay the same, tick by tick, so that the order in which events come does not
 * matter. All readings of a key that stand still at a time are one flat line. One that begins while
 * an anomaly is open which the reading explains is part of that incident and sends nothing itself.
 *
 * @param allowedMillis longest time allowed; 0 where each reading has its own, by how long it has
 *     stood still before
 * @param usual what a reading may do by what it has done before, in ticks with a reading
 * @param pause when the key at hand learns nothing
 */
record FlatLines(
    long allowedMillis,
    Stretch usual,
    long tickMillis,
    List<Feature> features,
    LearningPause pause,
    HealthAlerts alerts) {
  /** Means of readings that are the same differ by less. */
  private static final double ROUNDING = 1e-12;

  /**
   * Takes a tick that has closed.
   *
   * @param values one a feature; NaN where it had none
   */
  void closed(
      KeyHealth state,
      String key,
      long tick,
      double[] values,
      OpenAnomaly anomaly,
      Consumer<AnomalyAlert> out) {
    boolean anyStill = false;
    boolean anyNew = false;
    for (int f = 0; f < features.size(); f++) {
      if (!watched(features.get(f))) {
        continue;
      }
      if (!Double.isNaN(values[f])) {
        read(state, f, tick, values[f]);
      }
      boolean still = tooLong(state, f, tick);
      anyStill |= still;
      anyNew |= still && !(state.flat.open && state.still.flat[f]);
    }
    if (anyNew) {
      anomaly.settle();
      begin(state, key, tick, anomaly, out);
    } else if (state.flat.open && !anyStill) {
      anomaly.settle();
      over(state, key, end(tick), out);
    } else if (state.flat.open) {
      Consumer<AnomalyAlert> to = state.flatJoined ? joined -> {} : out;
      alerts.worsen(state.flat, key, finding(state, tick), to);
    }
  }

  private void begin(
      KeyHealth state, String key, long tick, OpenAnomaly anomaly, Consumer<AnomalyAlert> out) {
    boolean opens = !state.flat.open;
    if (opens) {
      Arrays.fill(state.still.flat, false);
    }
    for (int f = 0; f < features.size(); f++) {
      state.still.flat[f] |= tooLong(state, f, tick);
    }
    if (opens) {
      state.flatJoined = anomaly.explainedBy(state.still.flat);
    }
    state.flat.sinceMillis = opens ? end(tick) - longest(state, tick) : state.flat.sinceMillis;
    HealthAlerts.Finding found = finding(state, tick);
    Consumer<AnomalyAlert> to = state.flatJoined ? alert -> {} : out;
    if (opens) {
      alerts.open(state.flat, key, found, to);
    } else {
      alerts.update(state.flat, key, found, to);
    }
    state.flatToTell = state.flatJoined;
  }

  private HealthAlerts.Finding finding(KeyHealth state, long tick) {
    long millis = longest(state, tick);
    long limit = allowedMillis > 0 ? allowedMillis : millis;
    return new HealthAlerts.Finding(
        state.flat.sinceMillis, end(tick), seconds(millis), seconds(limit), note(state, end(tick)));
  }

  private void over(KeyHealth state, String key, long nowMillis, Consumer<AnomalyAlert> out) {
    state.flatUntil = nowMillis;
    alerts.resolve(state.flat, key, nowMillis, state.flatJoined ? alert -> {} : out);
    state.leaveIncident();
    state.flatToTell = false;
  }

  /**
   * The flat line in words.
   *
   * @param millis event time of which they speak
   */
  String note(KeyHealth state, long millis) {
    List<String> names = new ArrayList<>();
    for (int f = 0; f < features.size(); f++) {
      if (state.still.flat[f]) {
        names.add(features.get(f).name());
      }
    }
    String since = HealthAlerts.words(millis - state.flat.sinceMillis);
    return String.join(", ", names) + ": no change for " + since + ".";
  }

  private long end(long tick) {
    return (tick + 1) * tickMillis;
  }

  private long longest(KeyHealth state, long tick) {
    long longest = 0;
    for (int f = 0; f < features.size(); f++) {
      if (tooLong(state, f, tick)) {
        longest = Math.max(longest, standsStill(state, f, tick));
      }
    }
    return longest;
  }

  private long standsStill(KeyHealth state, int f, long tick) {
    return (tick - state.still.since[f]) * tickMillis;
  }

  private boolean tooLong(KeyHealth state, int f, long tick) {
    Stillness still = state.still;
    if (Double.isNaN(still.last[f]) || !watched(features.get(f))) {
      return false;
    }
    if (allowedMillis > 0) {
      return standsStill(state, f, tick) >= allowedMillis;
    }
    return state.warm
        && still.same[f] >= usual.allowed(still.longest[f])
        && usual.known(still.before[f], still.longest[f]);
  }

  private void read(KeyHealth state, int f, long tick, double value) {
    Stillness still = state.still;
    if (same(features.get(f), still.last[f], value)) {
      still.same[f] += still.same[f] < Integer.MAX_VALUE ? 1 : 0;
      return;
    }
    boolean told = state.flat.open && still.flat[f];
    if (!pause.covers(still.since[f] * tickMillis, end(tick))) {
      still.longest[f] = (int) usual.after(still.longest[f], still.same[f], told);
      still.before[f] = (int) Math.min(Integer.MAX_VALUE, (long) still.before[f] + still.same[f]);
    }
    still.last[f] = value;
    still.since[f] = tick;
    still.same[f] = 1;
  }

  /** A counter that runs steadily does not stand still. */
  private static boolean same(Feature feature, double last, double value) {
    return Math.abs(value - last) <= ROUNDING * Math.abs(last)
        && (feature.aggregate() != Aggregate.RATE || value == 0);
  }

  /** A count of events is made of readings that are all the same. */
  private static boolean watched(Feature feature) {
    return !feature.still()
        && feature.aggregate() != Aggregate.COUNT
        && feature.aggregate() != Aggregate.DISTINCT;
  }
}
