package io.tidemark.pipeline.watch;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log that a job restarts, and why, and when it runs again. For one thread. */
final class RestartLog {
  private static final Logger LOG = LoggerFactory.getLogger(RestartLog.class);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final String job;
  private long logged;
  private boolean awaited;
  private @Nullable Instant loggedAt;
  private @Nullable Instant downSince;

  RestartLog(String job) {
    this.job = job;
  }

  /**
   * Takes how the job fares.
   *
   * @param restarts since it was started
   */
  void look(Instant now, long restarts, JobState state) {
    if (downSince == null && (!state.running() || restarts > logged)) {
      downSince = now;
    }
    boolean mayLog = loggedAt == null || !now.isBefore(loggedAt.plus(MINUTE));
    if (restarts > logged && mayLog) {
      String reason = state.failure() == null ? "no reason is known" : state.failure();
      LOG.warn("{} restarts (restart {}): {}", job, restarts, reason);
      logged = restarts;
      loggedAt = now;
      awaited = true;
    }
    if (!state.running()) {
      return;
    }
    if (awaited) {
      LOG.info(
          "{} runs again after {} s (restart {}), from {}",
          job,
          Duration.between(downSince == null ? now : downSince, now).toSeconds(),
          restarts,
          state.restored() == null ? "nothing" : "checkpoint " + state.restored());
      logged = restarts;
      awaited = false;
    }
    downSince = null;
  }
}
