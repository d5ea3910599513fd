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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The trainer beside a job on a real broker, over a month of the pumps' time. */
class TrainerIT {
  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
  private static final int KEYS = 6;
  private static final int WARM_UP = 60;
  private static final Duration TICK = Duration.ofMinutes(10);
  private static final int DAY = (int) (Duration.ofDays(1).toMillis() / TICK.toMillis());

  /** Tick at which all pumps begin to behave otherwise. */
  private static final int DRIFT = 14 * DAY;

  private static final int MONTH = 30 * DAY;

  /** What a new model learns from. */
  private static final int HISTORY = 10 * DAY;

  private static final List<ControlOutcome> PROMOTION =
      List.of(ControlOutcome.OFFERED, ControlOutcome.SHADOWING, ControlOutcome.PROMOTED);

  @RegisterExtension static final SharedKafka kafka = new SharedKafka();

  @TempDir Path folder;

  /** Sends ticks of each pump, with its own time as the record's. Its time is that of the test. */
  private static final class Feed implements InstantSource {
    private final PumpRun run;
    private final AtomicBoolean going = new AtomicBoolean();
    private @Nullable Thread thread;
    private volatile int tick;

    Feed(PumpRun run) {
      this.run = run;
    }

    /** Sends all ticks before one. */
    void sendUntil(int end) {
      try (KafkaProducer<byte[], byte[]> producer = run.producer(Map.of())) {
        send(producer, end);
      }
    }

    private void send(KafkaProducer<byte[], byte[]> producer, int end) {
      List<Device.Sent> sent = new ArrayList<>();
      for (int next = tick; next < end; next++) {
        for (int key = 0; key < KEYS; key++) {
          Observation event = event(key, next);
          sent.add(new Device.Sent(0, event.eventTimeMillis(), event));
        }
      }
      run.send(producer, sent);
      tick = Math.max(tick, end);
    }

    /** Goes on tick by tick until it is stopped: a day in about three seconds. */
    void start() {
      going.set(true);
      thread =
          new Thread(
              () -> {
                try (KafkaProducer<byte[], byte[]> producer = run.producer(Map.of())) {
                  while (going.get()) {
                    send(producer, tick + 1);
                    LockSupport.parkNanos(20_000_000);
                  }
                }
              });
      thread.start();
    }

    void stop() throws InterruptedException {
      going.set(false);
      if (thread != null) {
        thread.join();
      }
    }

    @Override
    public Instant instant() {
      return START.plus(TICK.multipliedBy(tick));
    }
  }

  private static Observation event(int key, int tick) {
    Random random = new Random(1_000L * tick + key);
    boolean drifted = tick >= DRIFT;
    double current = 10 + random.nextGaussian() * 0.5 + (drifted ? 3 : 0);
    double pressure = 3 + random.nextGaussian() * 0.2;
    long millis = START.toEpochMilli() + TICK.toMillis() * tick;
    return SensorStream.at("p" + key, millis, tick, current, pressure);
  }

  private PumpRun run() throws Exception {
    String definition =
        Definitions.PUMP
                .replace("tick: 1s", "tick: 10m")
                .replace("warmup: 12", "warmup: " + WARM_UP)
                .replace("alerts: {updateEvery: 5s", "alerts: {driftShare: 0.5, minCoverage: 0")
            + "retrain: {every: 7d, onDrift: true, from: 10d, shadow: 5s}\n";
    PumpRun run = PumpRun.in(folder, kafka.bootstrapServers(), definition, 1, Map.of());
    DetectorDefinition pump = DefinitionReader.read(folder.resolve("pump.yaml"));
    List<Observation> normal =
        IntStream.range(0, 2 * DAY)
            .boxed()
            .flatMap(tick -> IntStream.range(0, KEYS).mapToObj(key -> event(key, tick)))
            .toList();
    TrainingData data = new TrainingData(pump, false);
    data.read(new ObservationSource("normal", normal), RowSelection.ALL);
    TrainingOptions options =
        TrainingOptions.builder().architecture("lstm-carried").hidden(8).build();
    new ModelTrainer(pump, options, TrainingListener.SILENT, Clock.fixed(START, ZoneOffset.UTC))
        .train(data.windows(), pump.modelFile());
    return run;
  }

  @Test
  void inAMonthWorseModelsAreRefusedAndBetterOnesPromotedAndNoKeyIsEverWithoutVerdict()
      throws Exception {
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
    Clock clock = feed.withZone(ZoneOffset.UTC);
    ModelMaker worse =
        (definition, options, windows, out) -> NoisyNetwork.write(definition, windows, out, clock);
    ModelMaker better =
        (definition, options, windows, out) -> {
          new ModelTrainer(definition, options, TrainingListener.SILENT, clock).train(windows, out);
          feed.start(); // when the history has been read, so that it is the same in each run
        };
    feed.sendUntil(6 * DAY);
    try (LocalJob job = LocalJob.start(TidemarkJob.checked(config), "none")) {
      awaitAll(run, job, feed);
      String feedback = run.prefix() + "-late"; // exists, and the job does not write to it
      look(config, feedback, feed, worse);
      assertThat(outcomes(run)).as("not due in the first week").isEmpty();

      feed.sendUntil(8 * DAY);
      awaitAll(run, job, feed);
      look(config, feedback, feed, better);
      List<ControlOutcome> expected = new ArrayList<>(PROMOTION);
      assertThat(outcomes(run)).as("a week is over").isEqualTo(expected);

      feed.sendUntil(DRIFT + 5 * DAY);
      awaitAll(run, job, feed);
      assertThat(drifted(run)).isTrue();
      peopleSayThatItWasExpected(run, feedback);
      look(config, feedback, feed, worse);
      expected.add(ControlOutcome.REFUSED);
      assertThat(outcomes(run)).as("a worse one after the drift").isEqualTo(expected);
      assertThat(refusal(run)).contains("on the recorded history", "NOT MET: planted faults");

      while (promotions(run) < 2 && feed.tick < DRIFT + 3 * HISTORY) {
        feed.sendUntil(feed.tick + 3 * DAY);
        awaitAll(run, job, feed);
        look(config, feedback, feed, better);
      }
      assertThat(promotions(run)).as("a better one after the drift").isEqualTo(2);
      expected = new ArrayList<>(outcomes(run));
      feed.sendUntil(Math.max(MONTH, feed.tick + 7 * DAY));
      awaitAll(run, job, feed);
      look(config, feedback, feed, worse);
      expected.add(ControlOutcome.REFUSED);
      assertThat(outcomes(run)).as("a worse one at the end of the month").isEqualTo(expected);
      assertThat(versions(run)).hasSize(3);
      awaitAll(run, job, feed);
      job.drain(folder.resolve("savepoints"));
    }
    assertEveryTickHasAVerdict(run, feed.tick);
  }

  /** The trainer looks once; events go on coming from when it has made a better model. */
  private static void look(PipelineConfig config, String feedback, Feed feed, ModelMaker maker)
      throws Exception {
    try (Trainer trainer = new Trainer(config, feedback, feed.withZone(ZoneOffset.UTC), maker)) {
      assertThat(trainer.once()).isTrue();
    } finally {
      feed.stop();
    }
  }

  /** Until the job has judged all that was sent, and committed it. */
  private static void awaitAll(PumpRun run, LocalJob job, Feed feed) throws Exception {
    long sent = (long) feed.tick * KEYS;
    PumpRun.await(() -> observed(job) >= sent);
    awaitCommit(run);
  }

  private static long promotions(PumpRun run) throws Exception {
    return outcomes(run).stream().filter(ControlOutcome.PROMOTED::equals).count();
  }

  private static String refusal(PumpRun run) throws Exception {
    return run.read("answers", ControlEvent.class).stream()
        .filter(event -> event.getOutcome() == ControlOutcome.REFUSED)
        .map(event -> String.valueOf(event.getReason()))
        .reduce("", (first, second) -> second);
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
  private void peopleSayThatItWasExpected(PumpRun run, String topic) throws Exception {
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
          assertThat(verdicts.first()).isBefore(START.plus(TICK.multipliedBy(2L * WARM_UP)));
          assertThat(verdicts.last()).isAfter(START.plus(TICK.multipliedBy(ticks - 5L)));
          long seen = Duration.between(verdicts.first(), verdicts.last()).dividedBy(TICK);
          assertThat(verdicts).as(key).hasSize((int) seen + 1);
        });
    assertThat(Objects.requireNonNull(ends.get("p0"))).hasSizeGreaterThan(MONTH - 2 * WARM_UP);
  }
}
