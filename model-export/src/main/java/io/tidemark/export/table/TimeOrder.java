package io.tidemark.export.table;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts what belongs to several keys in the order of time, however the keys are mixed. Each key's
 * own order stays: what comes late for its key still does.
 */
public final class TimeOrder<T> {
  private static final Comparator<Placed<?>> BY_TIME =
      Comparator.<Placed<?>, Instant>comparing(Placed::newest).thenComparing(Placed::key);

  private final Map<String, Instant> clocks = new HashMap<>();
  private final List<Placed<T>> items = new ArrayList<>();

  /**
   * An item.
   *
   * @param newest time of its key's newest item up to it
   */
  private record Placed<T>(Instant newest, String key, T item) {}

  /** Takes the next item of a key. */
  public void add(String key, Instant time, T item) {
    Instant newest = clocks.merge(key, time, (before, now) -> now.isAfter(before) ? now : before);
    items.add(new Placed<>(newest, key, item));
  }

  /** All of them in order; keys with the same time by their names. */
  public List<T> sorted() {
    items.sort(BY_TIME);
    return items.stream().map(Placed::item).toList();
  }
}
