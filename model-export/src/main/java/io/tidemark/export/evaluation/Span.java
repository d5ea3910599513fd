package io.tidemark.export.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of samples.
 *
 * @param first index of its first sample
 * @param last index of its last sample, inclusive
 */
record Span(int first, int last) {

  /** The longest stretches of true. */
  static List<Span> runs(boolean[] samples) {
    List<Span> runs = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= samples.length; i++) {
      boolean inside = i < samples.length && samples[i];
      if (inside && start < 0) {
        start = i;
      } else if (!inside && start >= 0) {
        runs.add(new Span(start, i - 1));
        start = -1;
      }
    }
    return runs;
  }
}
