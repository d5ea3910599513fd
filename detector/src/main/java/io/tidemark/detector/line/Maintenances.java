package io.tidemark.detector.line;

import io.tidemark.schemas.silence.SilenceRule;
import java.util.Collection;
import java.util.Map;

/**
 * The maintenances there are: silences in which the keys that they concern learn nothing. For one
 * thread.
 */
public final class Maintenances {
  private static final SilenceRule[] NONE = {};

  private SilenceRule[] rules = NONE;

  /** Takes all there are from now on; those that let keys learn are left out. */
  public void set(Collection<SilenceRule> now) {
    rules = now.stream().filter(rule -> !rule.silence().getLearn()).toArray(SilenceRule[]::new);
  }

  /**
   * Whether a key learns nothing of some event time.
   *
   * @param tags of the key then
   * @param fromMillis inclusive, milliseconds since the epoch
   * @param toMillis exclusive, milliseconds since the epoch
   */
  boolean cover(
      String detector, String key, Map<String, String> tags, long fromMillis, long toMillis) {
    for (SilenceRule rule : rules) {
      if (rule.concerns(detector, key, tags) && rule.isActiveWithin(fromMillis, toMillis)) {
        return true;
      }
    }
    return false;
  }
}
