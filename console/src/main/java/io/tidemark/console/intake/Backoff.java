package io.tidemark.console.intake;

import java.time.Duration;

/** How long to wait before the next try: twice as long each time, up to a limit. */
public final class Backoff {
  private final Duration first;
  private final Duration most;
  private Duration next;

  public Backoff(Duration first, Duration most) {
    this.first = first;
    this.most = most;
    this.next = first;
  }

  /** How long to wait now. */
  public Duration next() {
    Duration now = next;
    Duration twice = now.multipliedBy(2);
    next = twice.compareTo(most) < 0 ? twice : most;
    return now;
  }

  /** It worked. */
  public void reset() {
    next = first;
  }
}
