package io.tidemark.pipeline.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.LogLines;
import java.time.Instant;
import org.apache.flink.api.common.JobStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RestartLogTest {
  private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");

  private final LogLines log = LogLines.of(RestartLog.class);
  private final RestartLog restarts = new RestartLog("plant");

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void aJobThatRunsSaysNothing() {
    look(0, 0, running(null));
    look(1, 0, running(null));
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void aRestartIsLoggedWithItsReasonAndThatItRunsAgainWithItsCheckpoint() {
    look(0, 0, running(null));
    look(10, 1, failed("decode (1/1): broken"));
    look(11, 1, failed("decode (1/1): broken"));
    look(14, 1, running(17L));
    look(15, 1, running(17L));
    assertThat(log.lines())
        .containsExactly(
            "WARN plant restarts (restart 1): decode (1/1): broken",
            "INFO plant runs again after 4 s (restart 1), from checkpoint 17");
  }

  @Test
  void manyRestartsAreOneLineAMinute() {
    for (int second = 0; second < 60; second += 5) {
      look(second, second / 5 + 1, failed("away"));
      look(second + 2, second / 5 + 1, running(3L));
    }
    look(60, 13, failed("still away"));
    look(62, 13, running(3L));
    assertThat(log.lines())
        .containsExactly(
            "WARN plant restarts (restart 1): away",
            "INFO plant runs again after 2 s (restart 1), from checkpoint 3",
            "WARN plant restarts (restart 13): still away",
            "INFO plant runs again after 2 s (restart 13), from checkpoint 3");
  }

  @Test
  void aJobThatRestartsOftenBeforeItRunsSaysAtOnceThatItRuns() {
    look(0, 1, failed("away"));
    look(8, 3, failed("away"));
    look(20, 3, running(21L));
    look(61, 3, running(21L));
    assertThat(log.lines())
        .containsExactly(
            "WARN plant restarts (restart 1): away",
            "INFO plant runs again after 20 s (restart 3), from checkpoint 21");
  }

  private void look(int second, long count, JobState state) {
    restarts.look(START.plusSeconds(second), count, state);
  }

  private static JobState running(@Nullable Long restored) {
    return new JobState(JobStatus.RUNNING, true, restored, null);
  }

  private static JobState failed(String reason) {
    return new JobState(JobStatus.RESTARTING, false, null, reason);
  }
}
