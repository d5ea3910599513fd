package io.tidemark.export.window;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.window.Window;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The range of each feature's raw values in windows. */
final class ValueRanges {
  private final List<String> features;
  private final double[] low;
  private final double[] high;

  private long windows;

  ValueRanges(List<String> features) {
    this.features = features;
    low = new double[features.size()];
    high = new double[features.size()];
    Arrays.fill(low, Double.POSITIVE_INFINITY);
    Arrays.fill(high, Double.NEGATIVE_INFINITY);
  }

  void add(Window window) {
    windows++;
    for (int f = 0; f < low.length; f++) {
      double value = window.observed()[f];
      if (Double.isInfinite(value)) {
        throw new DefinitionException(
            "data: feature %s of %s is %s at %s; training needs a finite number there"
                .formatted(
                    features.get(f),
                    window.key(),
                    value,
                    java.time.Instant.ofEpochMilli(window.endMillis())));
      }
      if (!Double.isNaN(value)) {
        low[f] = Math.min(low[f], value);
        high[f] = Math.max(high[f], value);
      }
    }
  }

  /** Names of features that never moved, or never had a value; none when there was no window. */
  List<String> constant() {
    return IntStream.range(0, low.length)
        .filter(f -> windows > 0 && low[f] >= high[f])
        .mapToObj(features::get)
        .toList();
  }
}
