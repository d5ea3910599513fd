package io.tidemark.pipeline.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a job in this process, in a thread of its own, and says in the log how it fares: a line a
 * minute, and its restarts as they happen.
 */
public final class JobWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String job;
  private final MiniCluster cluster;
  private final JobID id;
  private final LiveMetrics metrics;
  private final Duration period;
  private final MinuteLine line;
  private final RestartLog restarts;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread daemon = new Thread(task, "job-watch");
            daemon.setDaemon(true);
            return daemon;
          });
  private Instant lineAt = Instant.now();
  private volatile @Nullable String trouble = "the job starts";

  private JobWatch(
      String job, MiniCluster cluster, JobID id, LiveMetrics metrics, Duration period) {
    this.job = job;
    this.cluster = cluster;
    this.id = id;
    this.metrics = metrics;
    this.period = period;
    line = new MinuteLine(metrics, lineAt);
    restarts = new RestartLog(job);
  }

  /**
   * Begins to follow a job.
   *
   * @param job its name
   * @param metrics those of its cluster
   * @param period time from one line on how it fares to the next
   */
  public static JobWatch start(
      String job, MiniCluster cluster, JobID id, LiveMetrics metrics, Duration period) {
    JobWatch watch = new JobWatch(job, cluster, id, metrics, period);
    watch.thread.scheduleWithFixedDelay(watch::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    return watch;
  }

  /** Why the job does not read its input now; null while all of its tasks run. */
  public @Nullable String trouble() {
    return trouble;
  }

  private void look() {
    try {
      JobState state =
          JobState.of(
              cluster
                  .getArchivedExecutionGraph(id)
                  .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
      trouble = trouble(state);
      Instant now = Instant.now();
      restarts.look(now, metrics.shown("numRestarts").orElse(0), state);
      if (!now.isBefore(lineAt.plus(period))) {
        lineAt = now;
        LOG.info("{}: {}", job, line.next(now));
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } catch (Exception unanswered) {
      trouble = "the job does not answer";
      LOG.debug("{} does not answer", job, unanswered);
    }
  }

  private static @Nullable String trouble(JobState state) {
    if (state.running()) {
      return null;
    }
    return state.status() == JobStatus.RUNNING
        ? "the tasks of the job start"
        : "the job is " + state.status().name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
