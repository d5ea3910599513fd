package io.tidemark.pipeline;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import io.tidemark.pipeline.log.RootCause;
import io.tidemark.pipeline.watch.JobWatch;
import io.tidemark.pipeline.watch.LiveMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.client.deployment.executors.LocalExecutor;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;

/**
 * A job on a small cluster inside this process. The cluster goes with the job, listens on loopback
 * only, and answers nothing on Flink's REST interface ({@link ClosedRest}).
 */
public final class LocalJob implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String LOOPBACK = "127.0.0.1";
  private static final RetryPolicy<String> WHILE_STARTING =
      RetryPolicy.<String>builder()
          .handleIf(LocalJob::isStarting)
          .withDelay(Duration.ofMillis(200))
          .withMaxRetries(-1)
          .withMaxDuration(PATIENCE)
          .build();

  private final String name;
  private final JobClient client;
  private final MiniCluster cluster;
  private final LiveMetrics metrics;

  private LocalJob(String name, JobClient client, MiniCluster cluster, LiveMetrics metrics) {
    this.name = name;
    this.client = client;
    this.cluster = cluster;
    this.metrics = metrics;
  }

  /**
   * Starts a job.
   *
   * @param restore {@code none}, {@code latest} (the newest checkpoint of an earlier run; from
   *     nothing when there is none) or the path of a checkpoint or savepoint
   */
  public static LocalJob start(TidemarkJob job, String restore) throws Exception {
    return start(job, restore, Map.of());
  }

  /**
   * Starts a job, as {@link #start(TidemarkJob, String)} does.
   *
   * @param cluster further settings of the cluster, by Flink's names: metrics reporters
   */
  public static LocalJob start(TidemarkJob job, String restore, Map<String, String> cluster)
      throws Exception {
    Configuration settings = JobSettings.of(job.config(), job.restoreFrom(restore));
    settings.addAll(Configuration.fromMap(cluster));
    settings.set(ClosedRest.CLOSED, true);
    settings.set(RestOptions.BIND_ADDRESS, LOOPBACK);
    settings.set(JobManagerOptions.BIND_HOST, LOOPBACK); // the blob server's, too
    settings.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
    settings.set(TaskManagerOptions.NUM_TASK_SLOTS, job.config().parallelism());
    // Totals travel with heartbeats, and people watch them.
    settings.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofSeconds(1));
    String metrics = LiveMetrics.addTo(settings);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(settings);
    job.define(environment);
    settings.set(DeploymentOptions.ATTACHED, true); // the executor knows no other way
    AtomicReference<MiniCluster> inside = new AtomicReference<>();
    JobClient client =
        LocalExecutor.createWithFactory(settings, holding(inside))
            .execute(environment.getStreamGraph(), settings, LocalJob.class.getClassLoader())
            .get();
    GraphFolder.delete(client.getJobID());
    return new LocalJob(
        job.config().jobName(),
        client,
        Objects.requireNonNull(inside.get(), "a cluster"),
        LiveMetrics.of(metrics));
  }

  private static Function<MiniClusterConfiguration, MiniCluster> holding(
      AtomicReference<MiniCluster> holder) {
    return settings -> {
      MiniCluster cluster = new MiniCluster(settings);
      holder.set(cluster);
      return cluster;
    };
  }

  /**
   * Says in the log how the job fares from now on, and that it restarts. The caller closes it.
   *
   * @param period time from one line on how it fares to the next
   */
  public JobWatch watch(Duration period) {
    return JobWatch.start(name, cluster, client.getJobID(), metrics, period);
  }

  /** Flink's own handle. */
  public JobClient client() {
    return client;
  }

  public JobStatus status() throws InterruptedException {
    return await(client.getJobStatus());
  }

  /**
   * What the job has counted since it started, a second late: {@code observations}, {@code
   * windowsScored}, {@code deadLetters}, {@code lateEvents}, {@code alertsOpened}, {@code
   * alertsReopened}, {@code alertsResolved}.
   */
  public Map<String, Object> totals() throws InterruptedException {
    return await(client.getAccumulators());
  }

  /** Waits for the end of a bounded or stopped job; its totals. */
  public Map<String, Object> join() throws InterruptedException {
    try {
      return client.getJobExecutionResult().get().getAllAccumulatorResults();
    } catch (ExecutionException failed) {
      throw new IllegalStateException(
          "the job failed: " + RootCause.line(failed), failed.getCause());
    }
  }

  /**
   * Ends the job as if its input had ended: all open ticks are closed and scored, everything is
   * committed. Not to be continued from.
   *
   * @param savepoints folder for the savepoint that Flink makes on the way
   * @return the totals
   */
  public Map<String, Object> drain(Path savepoints) throws InterruptedException {
    stop(true, savepoints);
    return join();
  }

  /**
   * Ends the job so that it can go on later from the savepoint.
   *
   * @return path of the savepoint
   */
  public String suspend(Path savepoints) throws InterruptedException {
    String savepoint = stop(false, savepoints);
    join();
    return savepoint;
  }

  /** A job some of whose tasks have not come up yet is asked again. */
  private String stop(boolean drain, Path savepoints) throws InterruptedException {
    String folder = savepoints.toUri().toString();
    return Failsafe.with(WHILE_STARTING)
        .get(() -> await(client.stopWithSavepoint(drain, folder, SavepointFormatType.NATIVE)));
  }

  private static boolean isStarting(Throwable failed) {
    return ExceptionUtils.findThrowable(failed, CheckpointException.class)
        .map(CheckpointException::getCheckpointFailureReason)
        .filter(CheckpointFailureReason.NOT_ALL_REQUIRED_TASKS_RUNNING::equals)
        .isPresent();
  }

  /** Cancels the job when it still runs; its last checkpoint stays. */
  @Override
  public void close() {
    try {
      if (!status().isGloballyTerminalState()) {
        await(client.cancel());
        join();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException ended) {
      // It is cancelled now, or the cluster has ended on its own since: nothing runs any more.
    }
  }

  private static <T> T await(CompletableFuture<T> answer) throws InterruptedException {
    try {
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw new IllegalStateException("the job does not answer: " + failed, failed);
    }
  }
}
