package io.tidemark.cli.demo;

import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfig.Checkpoints;
import io.tidemark.pipeline.config.PipelineConfig.Delivery;
import io.tidemark.pipeline.config.PipelineConfig.Events;
import io.tidemark.pipeline.config.PipelineConfig.Kafka;
import io.tidemark.pipeline.config.PipelineConfig.Output;
import io.tidemark.pipeline.config.PipelineConfig.StateStore;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.config.StartFrom;
import io.tidemark.schemas.wire.RecordFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The configuration of the demonstration's job: exactly once, checkpoints every second. */
final class DemoPipeline {
  static final String ALERTS = "alerts";
  private static final String DEAD_LETTERS = "dead-letters";
  static final String COVERAGE = "coverage";
  private static final String LATE_EVENTS = "late-events";

  static final List<String> OUTPUT_TOPICS = List.of(ALERTS, DEAD_LETTERS, LATE_EVENTS);

  private static final String JOB = "tidemark-demo";
  private static final Duration CHECKPOINTS = Duration.ofSeconds(1);
  private static final int PARALLELISM = 2;

  /** No source of the replay falls silent for good; a busy machine may hold all of it up. */
  private static final Duration IDLENESS = Duration.ofDays(1);

  /** A replay forgets no key. */
  private static final Duration NEVER = Duration.ofDays(3_650);

  private DemoPipeline() {}

  /**
   * @param scores whether every score is written to its topic, for the console
   * @param format of every topic
   */
  static PipelineConfig config(
      DemoInput input, String servers, Path checkpoints, boolean scores, RecordFormat format) {
    return new PipelineConfig(
        JOB,
        new Kafka(servers, JOB, Map.of()),
        input.files(),
        new Events(format, Duration.ofMinutes(1), IDLENESS, StartFrom.EARLIEST, false),
        new Output(ALERTS, format),
        new Output(DEAD_LETTERS, format),
        new Output(COVERAGE, format),
        new Output(LATE_EVENTS, format),
        scores ? new Output(DemoConsole.SCORES, format) : null,
        Delivery.EXACTLY_ONCE,
        new Checkpoints(CHECKPOINTS, checkpoints.toString()),
        StateStore.HEAP,
        NEVER,
        new Scoring(64, Duration.ofMillis(20)),
        PARALLELISM);
  }
}
