package io.tidemark.lab.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.cluster.DevelopmentCluster;
import io.tidemark.cli.cluster.JobSubmission;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfigReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.jspecify.annotations.Nullable;

/** The job on the cluster, as an operator handles it. */
final class ChaosJob {
  private static final Duration LONGEST = Duration.ofMinutes(4);
  private static final Duration LOOK = Duration.ofMillis(250);

  private final DevelopmentCluster cluster;
  private final Path folder;
  private final String template;
  private final JobSubmission submission;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private @Nullable JobClient client;
  private int parallelism = 2;

  /**
   * @param template of the configuration, with {@code %d} for the parallelism
   */
  ChaosJob(DevelopmentCluster cluster, Path folder, String template, Path jar) {
    this.cluster = cluster;
    this.folder = folder;
    this.template = template;
    submission = new JobSubmission(cluster.endpoint(), jar);
  }

  PipelineConfig config() {
    return PipelineConfigReader.parse(template.formatted(parallelism), folder);
  }

  void submit(String restore) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (true) {
      try {
        client = submission.submit(TidemarkJob.checked(config()), restore);
        return;
      } catch (IOException notYet) {
        if (System.nanoTime() > deadline) {
          throw notYet;
        }
        TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
      }
    }
  }

  /** Goes on with another number of subtasks. */
  void rescale() throws IOException, InterruptedException {
    String savepoint = stop(false);
    parallelism = parallelism == 2 ? 1 : 2;
    submit(savepoint);
  }

  /**
   * Stops with a savepoint, when the job is able to make one.
   *
   * @param drain whether the input has ended
   */
  String stop(boolean drain) throws IOException, InterruptedException {
    String target = folder.resolve("savepoints").toUri().toString();
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (true) {
      try {
        return Objects.requireNonNull(client)
            .stopWithSavepoint(drain, target, SavepointFormatType.NATIVE)
            .get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException | TimeoutException refused) {
        if (System.nanoTime() > deadline) {
          throw new IOException("the job does not stop: " + refused.getMessage(), refused);
        }
        TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
      }
    }
  }

  /** Waits for a checkpoint that began after {@code millis}, wall clock. */
  void awaitCheckpointAfter(long millis) throws IOException, InterruptedException {
    await(
        "no checkpoint completes",
        checkpoints ->
            checkpoints.at("/latest/completed/trigger_timestamp").asLong(Long.MIN_VALUE) > millis);
  }

  /** How many checkpoints have failed so far; 0 while the job is not there. */
  long failedCheckpoints() throws InterruptedException {
    return checkpoints().at("/counts/failed").asLong(0);
  }

  private void await(String failure, Condition condition) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (!condition.holds(checkpoints())) {
      if (System.nanoTime() > deadline) {
        throw new IOException(failure + " within " + LONGEST.toMinutes() + " min; see " + folder);
      }
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    }
  }

  private JsonNode checkpoints() throws InterruptedException {
    URI uri =
        cluster
            .endpoint()
            .resolve("/jobs/" + Objects.requireNonNull(client).getJobID() + "/checkpoints");
    try {
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
      String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
      return new ObjectMapper().readTree(body);
    } catch (IOException notYet) {
      return new ObjectMapper().createObjectNode();
    }
  }

  private interface Condition {
    boolean holds(JsonNode checkpoints);
  }
}
