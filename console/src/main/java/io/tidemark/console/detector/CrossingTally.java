package io.tidemark.console.detector;

import io.tidemark.console.fleet.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Counts, as scores come, how often evidence rises to thresholds. For one thread. */
public final class CrossingTally {
  /** Detectors that are counted for. */
  static final int MOST_DETECTORS = 1_000;

  private static final Duration LONGEST_LEAD = Duration.ofDays(1);

  private final Map<DetectorDay, Crossings> days = new HashMap<>();
  private final Set<String> detectors = new TreeSet<>();

  /**
   * A score came.
   *
   * @param before the key's score before it; null where there is none
   */
  public void add(String detector, @Nullable Reading before, Reading now) {
    boolean old = before != null && !now.windowEnd().isAfter(before.windowEnd());
    Instant latest = now.receivedAt().plus(LONGEST_LEAD);
    if (old || now.isWarmingUp() || now.windowEnd().isAfter(latest) || !counts(detector)) {
      return;
    }
    days.merge(
        DetectorDay.of(detector, now.windowEnd()), Crossings.of(before, now), Crossings::and);
  }

  private boolean counts(String detector) {
    return detectors.contains(detector)
        || (detectors.size() < MOST_DETECTORS && detectors.add(detector));
  }

  /** What has been counted since it was cleared. */
  public Map<DetectorDay, Crossings> days() {
    return Map.copyOf(days);
  }

  /** Begins again. */
  public void clear() {
    days.clear();
  }
}
