package io.tidemark.detector.health;

import static io.tidemark.detector.health.HealthAlerts.seconds;

import io.tidemark.detector.definition.Aggregate;
import io.tidemark.detector.definition.Feature;
import io.tidemark.detector.tick.Observation;
import io.tidemark.schemas.AnomalyAlert;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Readings that stay the same.
 *
 * @param allowedMillis longest time allowed
 */
record FlatLines(long allowedMillis, List<Feature> features, HealthAlerts alerts) {

  /**
   * Takes an observation of a key. Each feature may come in events of its own, which overtake each
   * other, so each has a newest reading of its own.
   */
  void observed(KeyHealth state, Observation observation, Consumer<AnomalyAlert> out) {
    for (int f = 0; f < features.size(); f++) {
      read(state, f, observation.values()[f], observation.eventTimeMillis());
    }
    long time = state.newest;
    List<String> names = new ArrayList<>();
    long longest = 0;
    for (int f = 0; f < features.size(); f++) {
      long same = watched(state, f) ? time - state.sameSince[f] : 0;
      if (same >= allowedMillis) {
        names.add(features.get(f).name());
        longest = Math.max(longest, same);
      }
    }
    if (state.flat.open && names.isEmpty()) {
      alerts.resolve(state.flat, observation.key(), time, 0, out);
    } else if (state.flat.open) {
      state.flat.worst = Math.max(state.flat.worst, seconds(longest));
    } else if (!names.isEmpty()) {
      String note =
          String.join(", ", names) + ": no change for " + HealthAlerts.words(longest) + ".";
      alerts.open(
          state.flat,
          observation.key(),
          new HealthAlerts.Finding(
              time - longest, time, seconds(longest), seconds(allowedMillis), note),
          out);
    }
  }

  private static void read(KeyHealth state, int feature, double value, long time) {
    if (Double.isNaN(value) || time < state.readAt[feature]) {
      return;
    }
    state.readAt[feature] = time;
    if (value != state.last[feature]) {
      state.last[feature] = value;
      state.sameSince[feature] = time;
    }
  }

  /** A count of events is made of readings that are all the same. */
  private boolean watched(KeyHealth state, int f) {
    Feature feature = features.get(f);
    return !Double.isNaN(state.last[f])
        && !feature.still()
        && feature.aggregate() != Aggregate.COUNT
        && feature.aggregate() != Aggregate.DISTINCT;
  }
}
