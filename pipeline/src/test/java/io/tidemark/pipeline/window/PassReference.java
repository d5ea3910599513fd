package io.tidemark.pipeline.window;

import io.tidemark.detector.tick.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * For tests: windows of means as a plain reading of the rules has them, in one pass over all events
 * of a key sorted by time. Nothing of the core is in here: no ring, no state, no watermark.
 */
final class PassReference {
  private PassReference() {}

  /** A window's end and its raw values, oldest tick first. */
  record Cut(String key, long endMillis, List<Float> values) {}

  /** Windows of one key that end at ticks with events, stride 1, each feature a mean. */
  static List<Cut> windows(
      String key, List<Observation> events, long tickMillis, int length, int maxGap) {
    Map<Long, List<double[]>> ticks = new TreeMap<>();
    for (Observation event : events) {
      ticks
          .computeIfAbsent(
              Math.floorDiv(event.eventTimeMillis(), tickMillis), unseen -> new ArrayList<>())
          .add(event.values());
    }
    List<Cut> cuts = new ArrayList<>();
    List<List<Float>> rows = new ArrayList<>();
    long before = Long.MIN_VALUE;
    for (Map.Entry<Long, List<double[]>> tick : ticks.entrySet()) {
      long missing = before == Long.MIN_VALUE ? 0 : tick.getKey() - before - 1;
      if (missing > maxGap) {
        rows.clear();
      } else if (!rows.isEmpty()) {
        for (int i = 0; i < missing; i++) {
          rows.add(rows.get(rows.size() - 1));
        }
      }
      before = tick.getKey();
      rows.add(means(tick.getValue()));
      if (rows.size() >= length) {
        List<Float> values = new ArrayList<>();
        rows.subList(rows.size() - length, rows.size()).forEach(values::addAll);
        cuts.add(new Cut(key, (before + 1) * tickMillis, values));
      }
    }
    return cuts;
  }

  private static List<Float> means(List<double[]> events) {
    List<Float> means = new ArrayList<>();
    for (int f = 0; f < events.get(0).length; f++) {
      int feature = f;
      means.add((float) events.stream().mapToDouble(v -> v[feature]).average().orElseThrow());
    }
    return means;
  }
}
