package io.tidemark.detector.tick;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A stretch of one partition.
 *
 * @param partition partition of the detector's topic
 * @param first first offset, inclusive
 * @param last last offset, inclusive
 */
public record OffsetRange(int partition, long first, long last) {

  /** The ranges with {@code position} in them: at most one a partition, ordered by partition. */
  public static List<OffsetRange> with(List<OffsetRange> ranges, SourcePosition position) {
    return union(
        ranges,
        List.of(new OffsetRange(position.partition(), position.offset(), position.offset())));
  }

  /** The smallest ranges that hold both: at most one a partition, ordered by partition. */
  public static List<OffsetRange> union(List<OffsetRange> left, List<OffsetRange> right) {
    List<OffsetRange> all = new ArrayList<>(left);
    for (OffsetRange range : right) {
      int at = 0;
      while (at < all.size() && all.get(at).partition != range.partition) {
        at++;
      }
      if (at == all.size()) {
        all.add(range);
      } else {
        OffsetRange known = all.get(at);
        all.set(
            at,
            new OffsetRange(
                known.partition,
                Math.min(known.first, range.first),
                Math.max(known.last, range.last)));
      }
    }
    all.sort(Comparator.comparingInt(OffsetRange::partition));
    return List.copyOf(all);
  }
}
