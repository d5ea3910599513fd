package io.tidemark.detector.line;

import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.detector.calibration.KeyLevel;
import org.jspecify.annotations.Nullable;

/**
 * What the drift of the fleet counts of one key, by the level of its scores.
 *
 * @param known whether it can be told of the key
 * @param drifted whether it has left its distribution
 */
record KeyDrift(boolean known, boolean drifted) {
  static final KeyDrift UNKNOWN = new KeyDrift(false, false);

  static KeyDrift of(@Nullable KeyLevel level) {
    return level == null || !level.drift().answers()
        ? UNKNOWN
        : new KeyDrift(true, level.drift().drifted());
  }

  /**
   * What to tell the fleet when the key comes to this.
   *
   * @param millis when, event time
   * @param limit share of the keys that is an alert; null where none is
   * @return null where there is nothing new
   */
  FleetDrift.@Nullable Change since(
      KeyDrift before, String detector, long millis, @Nullable Double limit) {
    return equals(before)
        ? null
        : new FleetDrift.Change(
            detector,
            one(known) - one(before.known),
            one(drifted) - one(before.drifted),
            millis,
            limit);
  }

  private static int one(boolean condition) {
    return condition ? 1 : 0;
  }
}
