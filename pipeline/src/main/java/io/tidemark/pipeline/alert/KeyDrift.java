package io.tidemark.pipeline.alert;

import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.detector.calibration.KeyLevel;
import org.jspecify.annotations.Nullable;

/**
 * What the fleet's drift has been told of one key: always what the key's level in force says.
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
   * @return null where there is nothing new
   */
  FleetDrift.@Nullable Change since(KeyDrift before, String detector, long millis) {
    return equals(before)
        ? null
        : new FleetDrift.Change(
            detector, one(known) - one(before.known), one(drifted) - one(before.drifted), millis);
  }

  private static int one(boolean condition) {
    return condition ? 1 : 0;
  }
}
