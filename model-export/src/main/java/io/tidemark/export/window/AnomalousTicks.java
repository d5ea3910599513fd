package io.tidemark.export.window;

import io.tidemark.detector.window.Window;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Times that a label calls anomalous, by key: windows that touch one can be kept out of training.
 */
public final class AnomalousTicks {
  private final Map<String, TreeSet<Long>> times = new HashMap<>();

  /**
   * @param eventTimeMillis milliseconds since the epoch
   */
  public void add(String key, long eventTimeMillis) {
    times.computeIfAbsent(key, unseen -> new TreeSet<>()).add(eventTimeMillis);
  }

  /** Whether an anomalous event lies in the window. */
  public boolean touch(Window window) {
    TreeSet<Long> ofKey = times.get(window.key());
    Long next = ofKey == null ? null : ofKey.ceiling(window.startMillis());
    return next != null && next < window.endMillis();
  }
}
