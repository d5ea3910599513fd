package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.broker.TestKafka;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.LocalJob;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.DeadLetter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
  void prepare() throws Exception {
    run = PumpRun.in(folder, kafka.bootstrapServers());
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
    PipelineConfig wider = run.config("events: {idleness: 1d}", "parallelism: 3");
    try (LocalJob job = LocalJob.start(TidemarkJob.checked(wider), savepoint)) {
      PumpRun.await(() -> observed(job) >= stream.size() - stream.size() / 2);
      job.drain(folder.resolve("savepoints"));
    }
    PumpRun.assertSameAlerts(run.read("alerts", AnomalyAlert.class), run.alertsOfTheCore(stream));
  }

  @Test
  void aReplayOfHistoryWritesTheVeryAlertsOfTheLiveRun() throws Exception {
    List<Observation> stream = PumpRun.stream();
    PipelineConfig live = run.config("events: {idleness: 1d}");
    int slices = 4;
    try (LocalJob job = LocalJob.start(TidemarkJob.checked(live), "none")) {
      for (int slice = 0; slice < slices; slice++) {
        int end = (slice + 1) * stream.size() / slices;
        run.produce(stream.subList(slice * stream.size() / slices, end), 0);
        PumpRun.await(() -> observed(job) >= end);
      }
      job.drain(folder.resolve("savepoints"));
    }
    List<AnomalyAlert> told = run.read("alerts", AnomalyAlert.class);
    PipelineConfig replay = run.config("events: {bounded: true, startFrom: earliest}");
    try (LocalJob job = LocalJob.start(TidemarkJob.checked(replay), "none")) {
      job.join();
    }
    List<AnomalyAlert> all = run.read("alerts", AnomalyAlert.class);
    assertThat(told).hasSizeGreaterThan(20).doesNotHaveDuplicates();
    assertThat(all).hasSize(2 * told.size());
    assertThat(occurrences(all).values()).containsOnly(2L);
  }

  private static Map<AnomalyAlert, Long> occurrences(List<AnomalyAlert> alerts) {
    return alerts.stream().collect(Collectors.groupingBy(alert -> alert, Collectors.counting()));
  }

  private static long observed(LocalJob job) throws InterruptedException {
    return job.totals().getOrDefault("observations", 0L) instanceof Long count ? count : 0;
  }
}
