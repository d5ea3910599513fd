package io.tidemark.export.preview;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.Unwatched;
import io.tidemark.detector.window.Window;
import io.tidemark.export.window.InputProfile;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a key's history came to. */
final class JudgedKey {
  private static final long NONE = Long.MIN_VALUE;

  private final String name;
  private final InputProfile profile;
  private final NormalRange normal = new NormalRange();
  private final Map<Unwatched, Integer> unwatched = new EnumMap<>(Unwatched.class);
  private long first = NONE;
  private long last = NONE;
  private long firstLive = NONE;

  JudgedKey(String name, DetectorDefinition definition) {
    this.name = name;
    profile = new InputProfile(definition);
  }

  String name() {
    return name;
  }

  void observed(Observation observation) {
    profile.add(observation);
  }

  void late(Observation observation) {
    profile.late(observation);
  }

  void unwatched(long endMillis, Unwatched reason) {
    unwatched.merge(reason, 1, Integer::sum);
    if (reason != Unwatched.STRIDE) {
      normal.unwatched(endMillis);
    }
  }

  void judged(Window window) {
    first = first == NONE ? window.endMillis() : first;
    last = window.endMillis();
    if (firstLive == NONE && window.phase() == Window.Phase.LIVE) {
      firstLive = window.endMillis();
    }
    normal.judged(window);
  }

  boolean hasVerdict() {
    return first != NONE;
  }

  /** End of the first window with a verdict, milliseconds since the epoch. */
  long first() {
    return first;
  }

  /** End of the last window with a verdict, milliseconds since the epoch. */
  long last() {
    return last;
  }

  /** End of the first window after the warm-up; null where the warm-up is not over. */
  @Nullable Long warmedUp() {
    return firstLive == NONE ? null : (Long) firstLive;
  }

  NormalRange normal() {
    return normal;
  }

  /** Why it has no verdict. */
  UnjudgedKey unjudged() {
    return new UnjudgedKey(name, reason(), profile.whyNoWindow());
  }

  private Unwatched reason() {
    if (2 * profile.late() > profile.observations()) {
      return Unwatched.LATE;
    }
    if (profile.rarerThanTick(name)) {
      return Unwatched.RARER_THAN_TICK;
    }
    return unwatched.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(Unwatched.WARM_UP);
  }
}
