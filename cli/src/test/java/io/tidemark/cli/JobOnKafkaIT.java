package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.broker.TestKafka;
<<<<<<< HEAD
import io.tidemark.cli.broker.Topics;
import io.tidemark.detector.Definitions;
import io.tidemark.detector.DetectorLine;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ModelAdmission;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.TinyModel;
=======
>>>>>>> 09c9cfc949ead09212efc0073ce5370c8be279cc
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.LocalJob;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.DeadLetter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job on a real broker. */
class JobOnKafkaIT {
  private static final int BAD_RECORDS = 10_000;
  private static TestKafka kafka;

  @TempDir Path folder;
  private PumpRun run;

  @BeforeAll
  static void startKafka() throws Exception {
    kafka = TestKafka.start();
  }

  @AfterAll
  static void stopKafka() throws Exception {
    kafka.close();
  }

  @BeforeEach
<<<<<<< HEAD
  void writeDefinition() throws Exception {
    prefix = "run" + runs++;
    String yaml =
        Definitions.PUMP
            .replace("warmup: 12", "warmup: 60")
            .replace("topic: sensor-events", "topic: " + prefix + "-events");
    Files.writeString(folder.resolve("pump.yaml"), yaml);
    detector = io.tidemark.detector.definition.DefinitionReader.read(folder.resolve("pump.yaml"));
    Files.write(folder.resolve("pump.onnx"), TinyModel.of(detector).bytes());
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      Topics.create(
          admin,
          List.of(
              new NewTopic(prefix + "-events", 3, (short) 1),
              new NewTopic(prefix + "-alerts", 2, (short) 1),
              new NewTopic(prefix + "-dead", 1, (short) 1)));
    }
=======
  void prepare() throws Exception {
    run = PumpRun.in(folder, kafka.bootstrapServers());
>>>>>>> 09c9cfc949ead09212efc0073ce5370c8be279cc
  }

  @Test
  void findsEveryAlertAmongTenThousandBadRecords() throws Exception {
    List<Observation> stream = PumpRun.stream();
    run.produce(stream, BAD_RECORDS);
    PipelineConfig config = run.config("events: {bounded: true}");
    Map<String, Object> totals;
    try (LocalJob job = LocalJob.start(TidemarkJob.checked(config), "none")) {
      totals = job.join();
    }
    assertThat(totals)
        .containsEntry("deadLetters", (long) BAD_RECORDS)
        .containsEntry("observations", (long) stream.size());
    assertThat(run.read("dead", DeadLetter.class)).hasSize(BAD_RECORDS);
    PumpRun.assertSameAlerts(run.read("alerts", AnomalyAlert.class), run.alertsOfTheCore(stream));
  }

  @Test
  void goesOnFromTheLastCheckpointAsIfNothingHadHappened() throws Exception {
    List<Observation> stream = PumpRun.stream();
    run.produce(stream.subList(0, stream.size() / 2), 0);
    PipelineConfig config = run.config("events: {idleness: 1d}");
    try (LocalJob job = LocalJob.start(TidemarkJob.checked(config), "none")) {
      PumpRun.await(() -> run.checkpointed(2) && observed(job) >= stream.size() / 2);
    }
    run.produce(stream.subList(stream.size() / 2, stream.size()), 0);
    List<AnomalyAlert> expected = run.alertsOfTheCore(stream);
    try (LocalJob job = LocalJob.start(TidemarkJob.checked(config), "latest")) {
      PumpRun.await(() -> observed(job) >= stream.size() / 2);
      job.drain(folder.resolve("savepoints"));
    }
    PumpRun.assertSameAlerts(run.read("alerts", AnomalyAlert.class), expected);
  }

  @Test
  void writesAtLeastOnceWithoutWaitingForACheckpoint() throws Exception {
    List<Observation> stream = PumpRun.stream();
    run.produce(stream, 0);
    PipelineConfig config = run.config("events: {idleness: 1s}", "delivery: at-least-once");
    List<AnomalyAlert> expected = run.alertsOfTheCore(stream);
    try (LocalJob job = LocalJob.start(TidemarkJob.checked(config), "none")) {
      PumpRun.await(() -> run.read("alerts", AnomalyAlert.class).size() >= expected.size());
    }
    PumpRun.assertSameAlerts(run.read("alerts", AnomalyAlert.class), expected);
  }

  @Test
  void suspendsToASavepointAndGoesOnFromItWithMoreSubtasks() throws Exception {
    List<Observation> stream = PumpRun.stream();
    run.produce(stream.subList(0, stream.size() / 2), 0);
    String savepoint;
    PipelineConfig config = run.config("events: {idleness: 1d}");
    try (LocalJob job = LocalJob.start(TidemarkJob.checked(config), "none")) {
      PumpRun.await(() -> observed(job) >= stream.size() / 2);
      savepoint = job.suspend(folder.resolve("savepoints"));
    }
    run.produce(stream.subList(stream.size() / 2, stream.size()), 0);
    PipelineConfig wider = run.config("events: {bounded: true}");
    try (LocalJob job = LocalJob.start(TidemarkJob.checked(wider), savepoint)) {
      job.join();
      assertThat(job.status().isGloballyTerminalState()).isTrue();
    }
    PumpRun.assertSameAlerts(run.read("alerts", AnomalyAlert.class), run.alertsOfTheCore(stream));
  }

  private static long observed(LocalJob job) throws InterruptedException {
    return job.totals().getOrDefault("observations", 0L) instanceof Long count ? count : 0;
  }
}
