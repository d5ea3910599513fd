package io.tidemark.lab.pipeline;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.lab.BenchModel;
import io.tidemark.lab.CpuTime;
import io.tidemark.pipeline.LocalJob;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures a job over events that lie in a topic, in a worker process of its own. Arguments: a JSON
 * file with the {@link Plan}, the file for the figures.
 */
public final class JobRun {
  /** Topic of the scores, where they are told. */
  public static final String SCORES = "bench-scores";

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private JobRun() {}

  /**
   * What to measure.
   *
   * @param variant what scores
   * @param servers the broker
   * @param detector definition file
   * @param format of the events, as {@code events.format} names it
   * @param parallelism slots
   * @param store {@code heap} or {@code rocksdb}
   * @param batch windows in a micro-batch
   * @param from events after which measuring begins; as many as {@code events} where nothing is
   *     measured
   * @param events that lie in the topic
   * @param scores whether every score goes to a topic
   * @param folder for files while it runs
   */
  public record Plan(
      ScoringVariant variant,
      String servers,
      String detector,
      String format,
      int parallelism,
      String store,
      int batch,
      long from,
      long events,
      boolean scores,
      String folder) {
    /** Writes it for the worker to read. */
    public Path write(Path file) throws IOException {
      JSON.writeValue(file.toFile(), this);
      return file;
    }
  }

  public static void main(String[] args) throws Exception {
    Plan plan = JSON.readValue(Path.of(args[0]).toFile(), Plan.class);
    JSON.writeValue(Path.of(args[1]).toFile(), measure(plan));
    System.exit(0);
  }

  private static JobFigures measure(Plan plan) throws Exception {
    TidemarkJob job = TidemarkJob.checked(config(plan)).by(plan.variant().detection());
    List<Sample> samples = new ArrayList<>();
    try (LocalJob running = LocalJob.start(job, "none")) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      long count = 0;
      while (count < plan.events()) {
        if (System.nanoTime() > deadline || running.status().isGloballyTerminalState()) {
          throw new IllegalStateException(
              "the job stopped after %d of %d events".formatted(count, plan.events()));
        }
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        long now = ((Number) running.totals().getOrDefault("observations", 0L)).longValue();
        if (now > count) {
          // Totals travel with heartbeats: they are exact at the moment they change.
          samples.add(
              new Sample(now, CpuTime.processNanos(), CpuTime.compilerNanos(), System.nanoTime()));
          count = now;
        }
      }
    }
    return plan.from() < plan.events() ? figures(samples, plan) : new JobFigures(0, 0, 0, 0);
  }

  private static JobFigures figures(List<Sample> samples, Plan plan) {
    List<Sample> steady =
        samples.stream().filter(s -> s.events >= plan.from() && s.events < plan.events()).toList();
    if (steady.size() < 2) {
      throw new IllegalStateException("there are too few events to measure over; try more");
    }
    Sample first = steady.get(0);
    Sample last = steady.get(steady.size() - 1);
    long events = last.events - first.events;
    long compiler = last.compilerNanos - first.compilerNanos;
    return new JobFigures(
        events,
        (last.cpuNanos - first.cpuNanos - compiler) / 1e3 / events,
        compiler / 1e3 / events,
        events * 1e9 / (last.nanos - first.nanos));
  }

  private static PipelineConfig config(Plan plan) throws IOException {
    Path folder = Files.createDirectories(Path.of(plan.folder()));
    String yaml =
        """
        jobName: bench-%s
        kafka: {bootstrapServers: "%s", properties: {max.partition.fetch.bytes: 32768}}
        detectors: [%s]
        events: {startFrom: earliest, idleness: 1d, format: %s}
        alerts: {topic: bench-alerts, notBefore: none}
        deadLetters: {topic: bench-dead-letters}
        delivery: at-least-once
        checkpoints: {interval: 10s, dir: checkpoints}
        state: %s
        forgetAfter: 3650d
        scoring: {batchSize: %d}
        parallelism: %d
        %s
        """
            .formatted(
                folder.getFileName(),
                plan.servers(),
                plan.detector(),
                plan.format(),
                plan.store(),
                plan.batch(),
                plan.parallelism(),
                plan.scores() ? "scores: {topic: %s}".formatted(SCORES) : "");
    return PipelineConfigReader.parse(yaml, folder);
  }

  /** Topics that a measured job needs, the events' first. */
  public static List<String> topics() {
    return List.of(BenchModel.TOPIC, "bench-alerts", "bench-dead-letters", SCORES);
  }

  private record Sample(long events, long cpuNanos, long compilerNanos, long nanos) {}
}
