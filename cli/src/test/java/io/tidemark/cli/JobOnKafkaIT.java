package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.broker.SharedKafka;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.LocalJob;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfigReader;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.DeadLetter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole job on a real broker. */
class JobOnKafkaIT {
  private static final int BAD_RECORDS = 10_000;
  @RegisterExtension static final SharedKafka kafka = new SharedKafka();

  @TempDir Path folder;
  private PumpRun run;
  private final StringWriter err = new StringWriter();

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
      assertThat(Path.of(System.getProperty("java.io.tmpdir")))
          .isDirectoryNotContaining("glob:**/*cache-" + job.client().getJobID() + "*");
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
  void anAlertIsRecomputedFromItsEventsAndOnesThatWereChangedAreFoundOut() throws Exception {
    List<Observation> stream = PumpRun.stream();
    run.produce(stream, 100);
    Path config = run.configFile("events: {bounded: true}", "lateEvents: {}");
    try (LocalJob job =
        LocalJob.start(TidemarkJob.checked(PipelineConfigReader.read(config)), "none")) {
      job.join();
    }
    String alert = run.read("alerts", AnomalyAlert.class).get(5).getAlertId();
    StringWriter out = new StringWriter();
    PrintWriter errors = new PrintWriter(err, true);

    int same =
        Tidemark.run(
            new PrintWriter(out),
            errors,
            "replay",
            "--json",
            "--alert=" + alert,
            "--config=" + config);
    int cut =
        Tidemark.run(
            new PrintWriter(new StringWriter()),
            errors,
            "replay",
            "--alert=" + alert,
            "--config=" + config,
            "--from=" + Instant.ofEpochMilli(stream.get(stream.size() / 2).eventTimeMillis()));

    assertThat(same).as(out::toString).isZero();
    JsonNode outcome = new ObjectMapper().readTree(out.toString());
    assertThat(outcome.get("events").asInt()).isGreaterThan(60);
    assertThat(outcome.get("messages"))
        .isNotEmpty()
        .allSatisfy(
            message -> assertThat(message.get("difference").asDouble()).isLessThanOrEqualTo(1e-5));
    assertThat(cut).isEqualTo(1);
  }

  @Test
  void anotherModelServesFromACheckpointOnAndStillAfterARestart() throws Exception {
    Path config = run.configFile("events: {idleness: 1d}", run.control());
    Path store = Files.createDirectories(folder.resolve("store"));
    Files.write(store.resolve("bad.onnx"), run.model().withGoldenShift(0.1).bytes());
    Files.write(store.resolve("2.onnx"), run.model().withGoldenShift(1e-6).bytes());
    PipelineConfig pipeline = PipelineConfigReader.read(config);
    List<Observation> stream = PumpRun.stream();
    int third = PumpRun.cut(stream, stream.size() * 2 / 3);
    try (LocalJob job = LocalJob.start(TidemarkJob.checked(pipeline), "none")) {
      assertThat(model("offer", config, "--model=" + store.resolve("bad.onnx"))).isEqualTo(2);
      assertThat(err.toString()).contains("REFUSED", "golden window 0 scores");
      assertThat(model("offer", config, "--model=" + store.resolve("2.onnx"))).isZero();
      assertThat(model("shadow", config)).isZero();
      run.produce(stream.subList(0, third), 0);
      PumpRun.await(() -> observed(job) >= third);
      assertThat(model("promote", config)).isZero();
    }
    run.produce(stream.subList(third, stream.size()), 0);
    try (LocalJob job = LocalJob.start(TidemarkJob.checked(pipeline), "latest")) {
      PumpRun.await(() -> observed(job) >= stream.size() - third);
      job.drain(folder.resolve("savepoints"));
    }

    List<AnomalyAlert> found = run.read("alerts", AnomalyAlert.class);
    List<AnomalyAlert> expected = run.alertsOfTheCore(stream);
    String first = expected.get(0).getModel().getDigest();
    assertThat(found)
        .extracting(alert -> alert.getModel().getDigest())
        .contains(first)
        .anyMatch(digest -> !digest.equals(first));
    found.forEach(alert -> alert.setModel(expected.get(0).getModel()));
    PumpRun.assertSameAlerts(found, expected);
  }

  private int model(String action, Path config, String... more) {
    List<String> arguments = new ArrayList<>(List.of("model", action, "--detector=pump"));
    arguments.add("--config=" + config);
    arguments.addAll(List.of(more));
    return Tidemark.run(
        new PrintWriter(new StringWriter()),
        new PrintWriter(err, true),
        arguments.toArray(new String[0]));
  }

  @Test
  void commandsInSeveralPartitionsAreRefusedAndAMissingOutputIsLeftToTheBroker() throws Exception {
    PipelineConfig several =
        run.config(
            "control: {commands: {topic: %1$s-events}, store: store}".formatted(run.prefix()));
    assertThatThrownBy(() -> TidemarkJob.checked(several))
        .isInstanceOf(DefinitionException.class)
        .hasMessageStartingWith(
            "control.commands.topic: %s-events with 3 partitions".formatted(run.prefix()));
    TidemarkJob.checked(run.config("scores: {topic: %s-scores}".formatted(run.prefix())));
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
