package io.tidemark.schemas.kafka;

/** Bytes that the records of one poll may take. For the thread that polls. */
public final class PollBudget {
  /** Bytes of one poll. */
  public static final int MOST = 16 << 20;

  private long taken;

  /** A poll begins. */
  public void renew() {
    taken = 0;
  }

  /** Whether one more record fits. The first of a poll always does, so that reading goes on. */
  boolean take(long bytes) {
    if (taken > 0 && taken + bytes > MOST) {
      return false;
    }
    taken += Math.max(1, bytes);
    return true;
  }
}
