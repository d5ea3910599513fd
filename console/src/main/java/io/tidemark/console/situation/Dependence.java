package io.tidemark.console.situation;

import io.tidemark.schemas.AnomalyAlert;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which keys of detectors have so often had incidents that opened together that one is taken to
 * depend on the other. Counts a bounded number of keys and pairs, those seen last.
 */
final class Dependence {
  /** Openings together before anything is concluded from them. */
  static final int ENOUGH = 5;

  /** A key that opens all the time opens together with everything. */
  private static final int LARGEST_RATIO = 10;

  private static final int MOST_KEYS = 20_000;
  private static final int MOST_PAIRS = 20_000;

  /** An opening is paired with so many before it: a storm says little about any two of its keys. */
  private static final int RECENT = 16;

  private final Duration within;
  private final Map<String, Integer> openings = new RecentlyUsed<>(MOST_KEYS);
  private final Map<Pair, Integer> together = new RecentlyUsed<>(MOST_PAIRS);
  private final Deque<Opening> recent = new ArrayDeque<>();

  Dependence(Duration within) {
    this.within = within;
  }

  private record Pair(String one, String other) {
    static Pair of(String a, String b) {
      return a.compareTo(b) < 0 ? new Pair(a, b) : new Pair(b, a);
    }
  }

  private record Opening(String key, Instant openedAt, Situation situation) {}

  /** Situations of the recent openings of keys that an incident's key is known to depend on. */
  Set<Situation> related(AnomalyAlert alert) {
    Set<Situation> related = new HashSet<>();
    String key = key(alert);
    for (Opening before : recent) {
      if (isTogether(before, alert) && isLearned(key, before.key())) {
        related.add(before.situation());
      }
    }
    return related;
  }

  private boolean isLearned(String key, String other) {
    int both = together.getOrDefault(Pair.of(key, other), 0);
    int ofOne = openings.getOrDefault(key, 0);
    int ofOther = openings.getOrDefault(other, 0);
    return both >= ENOUGH
        && 2 * both > Math.min(ofOne, ofOther)
        && LARGEST_RATIO * both >= Math.max(ofOne, ofOther);
  }

  private boolean isTogether(Opening before, AnomalyAlert alert) {
    Duration between = Duration.between(before.openedAt(), alert.getOpenedAt()).abs();
    return between.compareTo(within) <= 0;
  }

  /** An incident opened, in this situation. */
  void opened(AnomalyAlert alert, Situation situation) {
    String key = key(alert);
    openings.merge(key, 1, Integer::sum);
    Set<String> others = new HashSet<>();
    for (Opening before : recent) {
      if (isTogether(before, alert) && !before.key().equals(key) && others.add(before.key())) {
        together.merge(Pair.of(key, before.key()), 1, Integer::sum);
      }
    }
    recent.addLast(new Opening(key, alert.getOpenedAt(), situation));
    if (recent.size() > RECENT) {
      recent.removeFirst();
    }
  }

  private static String key(AnomalyAlert alert) {
    return alert.getDetector() + "/" + alert.getKey();
  }
}
