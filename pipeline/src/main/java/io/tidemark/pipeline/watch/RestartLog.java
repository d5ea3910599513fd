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
  private long restarts;
  private long logged;
  private @Nullable Instant loggedAt;
  private @Nullable Instant downSince;

  RestartLog(String job) {
    this.job = job;
  }

  /**
   * Takes how the job fares.
   *
   * @param count restarts since it was started
   */
  void look(Instant now, long count, JobState state) {
    if (count > restarts && downSince == null) {
      downSince = now;
    }
    restarts = count;
    if (restarts > logged && (loggedAt == null || !now.isBefore(loggedAt.plus(MINUTE)))) {
      String reason = state.failure() == null ? "no reason is known" : state.failure();
      LOG.warn("{} restarts (restart {}): {}", job, restarts, reason);
      logged = restarts;
      loggedAt = now;
    } else if (state.running() && downSince != null && restarts == logged) {
      LOG.info(
          "{} runs again after {} s, from {}",
          job,
          Duration.between(downSince, now).toSeconds(),
          state.restored() == null ? "nothing" : "checkpoint " + state.restored());
      downSince = null;
    }
  }
}
