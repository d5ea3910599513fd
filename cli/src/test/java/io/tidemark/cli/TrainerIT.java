package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.broker.SharedKafka;
import io.tidemark.cli.renewal.ModelMaker;
import io.tidemark.cli.renewal.Trainer;
import io.tidemark.cli.replay.EventPublisher;
import io.tidemark.detector.Definitions;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.export.ModelTrainer;
import io.tidemark.export.renewal.NoisyNetwork;
import io.tidemark.export.source.ObservationSource;
import io.tidemark.export.source.TrainingData;
import io.tidemark.export.training.TrainingListener;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.window.RowSelection;
import io.tidemark.pipeline.LocalJob;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfigReader;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ControlOutcome;
import io.tidemark.schemas.Verdict;
import io.tidemark.schemas.WindowScore;
import io.tidemark.schemas.wire.WireFormat;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The trainer beside a job on a real broker. */
class TrainerIT {
  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
  private static final int KEYS = 6;
  private static final int WARM_UP = 60;

  /** Tick at which all pumps begin to behave otherwise. */
  private static final int DRIFT = 600;

  /** Ticks that are there before the trainer looks. */
  private static final int RECORDED = 1600;

  /**
   * Pumps learn nothing for a new model while they have an incident open, which lasts for up to an
   * hour: it has to pass within the shadow.
   */
  private static final int TICKS_AT_ONCE = 5;

  private static final Duration DAY = Duration.ofDays(1);

  @RegisterExtension static final SharedKafka kafka = new SharedKafka();

  @TempDir Path folder;

  /** Sends ticks of each pump, with its own time as the record's, until it is interrupted. */
  private static final class Feed extends Thread {
    private final PumpRun run;
    private int tick;

    Feed(PumpRun run) {
      this.run = run;
    }

    /** Before the thread is started. */
    void send(int ticks) {
      try (KafkaProducer<byte[], byte[]> producer = run.producer(Map.of())) {
        send(producer, ticks);
      }
    }

    private void send(KafkaProducer<byte[], byte[]> producer, int ticks) {
      List<Device.Sent> sent = new ArrayList<>();
      for (int i = 0; i < ticks; i++, tick++) {
        for (int key = 0; key < KEYS; key++) {
          Observation event = event(key, tick);
          sent.add(new Device.Sent(0, event.eventTimeMillis(), event));
        }
      }
      run.send(producer, sent);
    }

    @Override
    public void run() {
      try (KafkaProducer<byte[], byte[]> producer = run.producer(Map.of())) {
        while (!Thread.currentThread().isInterrupted()) {
          send(producer, TICKS_AT_ONCE);
          java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
      } catch (org.apache.kafka.common.errors.InterruptException end) {
        // the test is over
      }
    }
  }

  private static Observation event(int key, int tick) {
    Random random = new Random(1_000L * tick + key);
    boolean drifted = tick >= DRIFT;
    double current = 10 + random.nextGaussian() * 0.5 + (drifted ? 3 : 0);
    double pressure = 3 + random.nextGaussian() * 0.2;
    long millis = START.toEpochMilli() + 1000L * tick;
    return SensorStream.at("p" + key, millis, tick, current, pressure);
  }

  private PumpRun run() throws Exception {
    String definition =
        Definitions.PUMP
                .replace("warmup: 12", "warmup: " + WARM_UP)
                .replace("alerts: {", "alerts: {driftShare: 0.5, minCoverage: 0, ")
            + "retrain: {onDrift: true, from: topic, shadow: 10s}\n";
    PumpRun run = PumpRun.in(folder, kafka.bootstrapServers(), definition, 1, Map.of());
    DetectorDefinition pump = DefinitionReader.read(folder.resolve("pump.yaml"));
    List<Observation> normal =
        IntStream.range(0, DRIFT / 2)
            .boxed()
            .flatMap(tick -> IntStream.range(0, KEYS).mapToObj(key -> event(key, tick)))
            .toList();
    TrainingData data = new TrainingData(pump, false);
    data.read(new ObservationSource("normal", normal), RowSelection.ALL);
    TrainingOptions options =
        TrainingOptions.builder().architecture("lstm-carried").hidden(8).build();
    new ModelTrainer(pump, options, TrainingListener.SILENT)
        .train(data.windows(), pump.modelFile());
    return run;
  }

  @Test
  void aWorseModelIsRefusedAndABetterOnePromotedAndNoKeyIsEverWithoutVerdict() throws Exception {
    PumpRun run = run();
    Path configFile =
        run.configFile(
            "events: {idleness: 1d}",
            "parallelism: 1",
            "alerts: {topic: %s-alerts, notBefore: none}".formatted(run.prefix()),
            "scores: {topic: %s-scores}".formatted(run.prefix()),
            run.control());
    Files.createDirectories(folder.resolve("store"));
    PipelineConfig config = PipelineConfigReader.read(configFile);
    Feed feed = new Feed(run);
    feed.send(RECORDED);
    try (LocalJob job = LocalJob.start(TidemarkJob.checked(config), "none")) {
      PumpRun.await(() -> observed(job) >= (long) RECORDED * KEYS);
      awaitCommit(run);
      assertThat(drifted(run)).isTrue();
      String feedback = peopleSayThatItWasExpected(run);

      ModelMaker worse =
          (definition, options, windows, out) -> NoisyNetwork.write(definition, windows, out);
      try (Trainer trainer = new Trainer(config, feedback, Clock.systemUTC(), worse)) {
        assertThat(trainer.once()).isTrue();
      }
      assertThat(outcomes(run)).containsExactly(ControlOutcome.REFUSED);
      assertThat(run.read("answers", ControlEvent.class).get(0).getReason())
          .contains("on the recorded history", "NOT MET: planted faults");

      assertThat(once(configFile, feedback)).isZero();
      assertThat(outcomes(run)).as("not due so soon").hasSize(1);

      Clock tomorrow = Clock.offset(Clock.systemUTC(), DAY);
      ModelMaker better =
          (definition, options, windows, out) -> {
            feed.start(); // when the history has been read, so that it is the same in each run
            new ModelTrainer(definition, options, TrainingListener.SILENT, tomorrow)
                .train(windows, out);
          };
      try (Trainer trainer = new Trainer(config, feedback, tomorrow, better)) {
        assertThat(trainer.once()).isTrue();
      }
      assertThat(outcomes(run))
          .containsExactly(
              ControlOutcome.REFUSED,
              ControlOutcome.OFFERED,
              ControlOutcome.SHADOWING,
              ControlOutcome.PROMOTED);
      PumpRun.await(() -> versions(run).size() == 2);
      feed.interrupt();
      feed.join();
      long sent = (long) feed.tick * KEYS;
      PumpRun.await(() -> observed(job) >= sent);
      job.drain(folder.resolve("savepoints"));
    } finally {
      feed.interrupt();
    }
    assertEveryTickHasAVerdict(run, feed.tick);
  }

  private static long observed(LocalJob job) throws InterruptedException {
    return job.totals().getOrDefault("observations", 0L) instanceof Long count ? count : 0;
  }

  /** Until all is committed that has been written so far. */
  private static void awaitCommit(PumpRun run) throws Exception {
    long newest = 0;
    while (run.checkpointed(newest + 1)) {
      newest++;
    }
    long later = newest + 2;
    PumpRun.await(() -> run.checkpointed(later));
  }

  private static boolean drifted(PumpRun run) throws Exception {
    return run.read("alerts", AnomalyAlert.class).stream()
        .anyMatch(alert -> alert.getKind() == AlertKind.DRIFT);
  }

  /** The pumps were set to another speed, so that it is normal from now on. */
  private String peopleSayThatItWasExpected(PumpRun run) throws Exception {
    String topic = run.prefix() + "-late"; // exists, and the job does not write to it
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    java.util.Properties client = new java.util.Properties();
    client.putAll(settings);
    try (EventPublisher publisher = new EventPublisher(client, WireFormat.AVRO)) {
      for (AnomalyAlert alert : run.read("alerts", AnomalyAlert.class)) {
        if (alert.getState() == AlertState.OPEN && alert.getKind() == AlertKind.ANOMALY) {
          AlertFeedback said =
              AlertFeedback.newBuilder()
                  .setAlertId(alert.getAlertId())
                  .setSequence(0)
                  .setDetector("pump")
                  .setKey(alert.getKey())
                  .setVerdict(Verdict.EXPECTED)
                  .setTime(Instant.EPOCH)
                  .build();
          publisher.send(topic, "pump/" + alert.getKey(), said);
        }
      }
      publisher.flush();
    }
    return topic;
  }

  private static int once(Path config, String feedback) {
    StringWriter err = new StringWriter();
    return Tidemark.run(
        new PrintWriter(new StringWriter()),
        new PrintWriter(err, true),
        "trainer",
        "--once",
        "--config=" + config,
        "--feedback-topic=" + feedback);
  }

  /** Without what the job reports of the shadow, and of keys at a promotion. */
  private static List<ControlOutcome> outcomes(PumpRun run) throws Exception {
    return run.read("answers", ControlEvent.class).stream()
        .map(ControlEvent::getOutcome)
        .filter(outcome -> outcome != ControlOutcome.SHADOW_REPORT)
        .toList();
  }

  private static TreeSet<String> versions(PumpRun run) throws Exception {
    TreeSet<String> versions = new TreeSet<>();
    run.read("scores", WindowScore.class).forEach(score -> versions.add(score.getModelVersion()));
    return versions;
  }

  private static void assertEveryTickHasAVerdict(PumpRun run, int ticks) throws Exception {
    Map<String, TreeSet<Instant>> ends = new TreeMap<>();
    for (WindowScore score : run.read("scores", WindowScore.class)) {
      ends.computeIfAbsent(score.getKey(), unseen -> new TreeSet<>()).add(score.getWindowEnd());
    }
    assertThat(ends).hasSize(KEYS);
    ends.forEach(
        (key, verdicts) -> {
          assertThat(verdicts.first()).isBefore(START.plusSeconds(2 * WARM_UP));
          assertThat(verdicts.last()).isAfter(START.plusSeconds(ticks - 5));
          long seconds = Duration.between(verdicts.first(), verdicts.last()).toSeconds();
          assertThat(verdicts).as(key).hasSize((int) seconds + 1);
        });
    assertThat(Objects.requireNonNull(ends.get("p0"))).hasSizeGreaterThan(RECORDED - 2 * WARM_UP);
  }
}
