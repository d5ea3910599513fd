package io.tidemark.pipeline.log;

import java.time.Duration;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/** Runs something of an operator once a minute, on the operator's own thread. */
public final class EveryMinute {
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();

  private EveryMinute() {}

  /** Begins; it ends with the operator. */
  public static void run(ProcessingTimeService timers, Runnable action) {
    timers.registerTimer(
        timers.getCurrentProcessingTime() + MINUTE,
        at -> {
          action.run();
          run(timers, action);
        });
  }
}
