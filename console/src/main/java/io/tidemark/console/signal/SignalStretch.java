package io.tidemark.console.signal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Buckets of one key, oldest first, all with the same features. For one thread. */
public final class SignalStretch {
  private final List<SignalFeature> features;
  private final List<SignalBucket> buckets = new ArrayList<>(1);

  /** Without buckets. */
  public SignalStretch(List<SignalFeature> features) {
    this.features = features;
  }

  /**
   * Adds a bucket, in any order. Adding the same one again changes nothing.
   *
   * @param width buckets whose times lie in the same one of the steps of this many milliseconds
   *     since 1970 become one
   */
  public void add(SignalBucket bucket, long width) {
    int at = place(bucket.time());
    int same = sameStep(at, bucket, width);
    if (same >= 0) {
      buckets.set(same, buckets.get(same).with(bucket));
    } else {
      buckets.add(at, bucket);
    }
  }

  /** Whether a bucket would become one with one that is there. */
  public boolean merges(SignalBucket bucket, long width) {
    return sameStep(place(bucket.time()), bucket, width) >= 0;
  }

  /** Which bucket beside a place is of the same step; negative where none is. */
  private int sameStep(int at, SignalBucket bucket, long width) {
    if (at < buckets.size() && isOneStep(buckets.get(at), bucket, width)) {
      return at;
    }
    return at > 0 && isOneStep(buckets.get(at - 1), bucket, width) ? at - 1 : -1;
  }

  private static boolean isOneStep(SignalBucket a, SignalBucket b, long width) {
    return Math.floorDiv(a.time(), width) == Math.floorDiv(b.time(), width);
  }

  /** Where the first bucket of this time or a later one is. */
  private int place(long time) {
    int low = 0;
    int high = buckets.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (buckets.get(middle).time() < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  public List<SignalFeature> features() {
    return features;
  }

  /** The buckets, oldest first. */
  public List<SignalBucket> buckets() {
    return Collections.unmodifiableList(buckets);
  }

  /** Time of the newest bucket, of which there must be one. */
  public long newest() {
    return buckets.get(buckets.size() - 1).time();
  }
}
