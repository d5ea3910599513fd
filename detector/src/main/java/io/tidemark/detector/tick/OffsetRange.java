package io.tidemark.detector.tick;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A stretch of one partition.
 *
 * @param topic of a detector that reads several; empty: its only one
 * @param partition partition of the topic
 * @param first first offset, inclusive
 * @param last last offset, inclusive
 */
public record OffsetRange(String topic, int partition, long first, long last) {
  private static final Comparator<OffsetRange> BY_PARTITION =
      Comparator.comparing(OffsetRange::topic).thenComparingInt(OffsetRange::partition);

  /** In the only topic of a detector. */
  public OffsetRange(int partition, long first, long last) {
    this("", partition, first, last);
  }

  /** The place of one event. */
  static OffsetRange of(SourcePosition position) {
    return new OffsetRange(
        position.topic(), position.partition(), position.offset(), position.offset());
  }

  /** Whether it lies in this partition. */
  public boolean isIn(String otherTopic, int otherPartition) {
    return partition == otherPartition && topic.equals(otherTopic);
  }

  /** The ranges with {@code position} in them: at most one a partition, ordered by partition. */
  public static List<OffsetRange> with(List<OffsetRange> ranges, SourcePosition position) {
    return union(ranges, List.of(of(position)));
  }

  /** The smallest ranges that hold both: at most one a partition, ordered by partition. */
  public static List<OffsetRange> union(List<OffsetRange> left, List<OffsetRange> right) {
    List<OffsetRange> all = new ArrayList<>(left);
    for (OffsetRange range : right) {
      int at = 0;
      while (at < all.size() && !all.get(at).isIn(range.topic, range.partition)) {
        at++;
      }
      if (at == all.size()) {
        all.add(range);
      } else {
        OffsetRange known = all.get(at);
        all.set(
            at,
            new OffsetRange(
                known.topic,
                known.partition,
                Math.min(known.first, range.first),
                Math.max(known.last, range.last)));
      }
    }
    all.sort(BY_PARTITION);
    return List.copyOf(all);
  }
}
