package io.tidemark.console.fleet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The last scores of each key, so that an incident can show what came before it: 16 bytes a score.
 * For one thread.
 */
public final class ScoreTrail {
  /** Scores kept of a key. */
  static final int LENGTH = 32;

  /** So many scores of one incident are kept, then one in {@link #THINNED}. */
  static final int IN_FULL = 2_000;

  static final int THINNED = 60;

  private final Map<KeyName, Ring> rings = new HashMap<>();
  private final Map<String, Integer> kept = new HashMap<>();

  /** A score came. */
  public void add(KeyName name, Reading reading) {
    rings.computeIfAbsent(name, key -> new Ring()).add(reading);
  }

  /** The last scores of a key, oldest first. Their p-values are not kept. */
  public List<Reading> of(KeyName name) {
    Ring ring = rings.get(name);
    return ring == null ? List.of() : ring.readings();
  }

  /** Forgets the scores of all other keys, and all other incidents. */
  public void retain(Set<KeyName> names, Set<String> incidents) {
    rings.keySet().retainAll(names);
    kept.keySet().retainAll(incidents);
  }

  /** Whether one more score of an incident is worth keeping: a very long one is thinned out. */
  public boolean keeps(String alertId) {
    int count = kept.merge(alertId, 1, Integer::sum);
    return count <= IN_FULL || count % THINNED == 0;
  }

  /** The incident has ended. */
  public void ended(String alertId) {
    kept.remove(alertId);
  }

  private static final class Ring {
    private final long[] ends = new long[LENGTH];
    private final float[] scores = new float[LENGTH];
    private final float[] thresholds = new float[LENGTH];
    private int added;

    void add(Reading reading) {
      int at = added++ % LENGTH;
      ends[at] = reading.windowEnd().toEpochMilli();
      scores[at] = (float) reading.score();
      thresholds[at] = (float) reading.threshold();
      if (added == 2 * LENGTH) {
        added = LENGTH; // full stays full, and the count never overflows
      }
    }

    List<Reading> readings() {
      List<Reading> readings = new ArrayList<>();
      for (int i = Math.max(0, added - LENGTH); i < added; i++) {
        int at = i % LENGTH;
        Instant end = Instant.ofEpochMilli(ends[at]);
        readings.add(new Reading(end, scores[at], thresholds[at], Double.NaN, end));
      }
      return readings;
    }
  }
}
