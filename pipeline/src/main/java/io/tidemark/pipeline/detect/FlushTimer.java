package io.tidemark.pipeline.detect;

import java.time.Duration;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/** Flushes windows that wait, a bounded time after the first of them came. */
final class FlushTimer {
  private final ProcessingTimeService time;
  private final Duration longest;
  private final Runnable flush;
  private boolean set;

  /**
   * @param longest how long a window may wait
   */
  FlushTimer(ProcessingTimeService time, Duration longest, Runnable flush) {
    this.time = time;
    this.longest = longest;
    this.flush = flush;
  }

  /** Sets the timer where windows wait and it is not set yet. */
  void set(int waiting) {
    if (!set && waiting > 0) {
      set = true;
      time.registerTimer(
          time.getCurrentProcessingTime() + longest.toMillis(),
          at -> {
            set = false;
            flush.run();
          });
    }
  }
}
