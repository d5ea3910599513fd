package io.tidemark.detector;

import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a single stream that are to be looked at once the log has come to some time, should
 * they be silent until then. One entry a key, however often it speaks.
 */
final class DueKeys {
  private final PriorityQueue<Due> queue = new PriorityQueue<>();
  private final Set<String> queued = new HashSet<>();
  private long logMillis = Long.MIN_VALUE;

  private record Due(long millis, String key) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      int byTime = Long.compare(millis, other.millis);
      return byTime != 0 ? byTime : key.compareTo(other.key);
    }
  }

  /** Takes the time of the next event; the log time, which never goes back. */
  long reach(long millis) {
    logMillis = Math.max(logMillis, millis);
    return logMillis;
  }

  /** How far the log has come. */
  long reached() {
    return logMillis;
  }

  /** Notes when a key is due; the largest long for never. */
  void put(String key, long millis) {
    if (millis < Long.MAX_VALUE && queued.add(key)) {
      queue.add(new Due(millis, key));
    }
  }

  /**
   * The next key that is due by now.
   *
   * @param due when a key is due by what it has said since
   */
  @Nullable String poll(ToLongFunction<String> due) {
    for (Due next = queue.peek(); next != null && next.millis() <= logMillis; next = queue.peek()) {
      queue.poll();
      queued.remove(next.key());
      long now = due.applyAsLong(next.key());
      if (now <= logMillis) {
        return next.key();
      }
      put(next.key(), now);
    }
    return null;
  }
}
