package io.tidemark.lab.noise;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A stretch of time in which something is known to be wrong with a key.
 *
 * @param key device or host
 * @param start first moment, event time, inclusive
 * @param end last moment, event time, exclusive
 */
record LabelledFault(String key, Instant start, Instant end) {
  private static final Comparator<LabelledFault> BY_KEY_AND_START =
      Comparator.comparing(LabelledFault::key).thenComparing(LabelledFault::start);

  /** By key and start; faults of one key that overlap or touch are one. */
  static List<LabelledFault> joined(List<LabelledFault> faults) {
    List<LabelledFault> joined = new ArrayList<>();
    for (LabelledFault fault : faults.stream().sorted(BY_KEY_AND_START).toList()) {
      int last = joined.size() - 1;
      if (last >= 0 && joined.get(last).touches(fault)) {
        joined.set(last, joined.get(last).and(fault));
      } else {
        joined.add(fault);
      }
    }
    return List.copyOf(joined);
  }

  private boolean touches(LabelledFault later) {
    return key.equals(later.key) && !later.start.isAfter(end);
  }

  private LabelledFault and(LabelledFault later) {
    return new LabelledFault(key, start, later.end.isAfter(end) ? later.end : end);
  }
}
