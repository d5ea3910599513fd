package io.tidemark.cli.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Holds a replay back to its speed. The first event sets the clock; an event that is late is not
 * waited for.
 */
public final class Pace {
  private static final long TOO_SHORT_NANOS = 1_000_000;

  private final Speed speed;
  private @Nullable Instant first;
  private long startedNanos;

  public Pace(Speed speed) {
    this.speed = speed;
  }

  /**
   * Waits until an event of {@code time} is due; returns at once when the thread is interrupted.
   */
  public void await(Instant time) {
    if (first == null) {
      first = time;
      startedNanos = System.nanoTime();
    }
    if (speed.isMax()) {
      return;
    }
    long due = startedNanos + speed.wallClock(Duration.between(first, time)).toNanos();
    long left = due - System.nanoTime();
    while (left > TOO_SHORT_NANOS && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(left);
      left = due - System.nanoTime();
    }
  }
}
