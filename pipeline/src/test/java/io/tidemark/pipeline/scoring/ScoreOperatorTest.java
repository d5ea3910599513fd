package io.tidemark.pipeline.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.SeenMetrics;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.config.Scoring.Shedding;
import io.tidemark.pipeline.control.ModelFile;
import io.tidemark.pipeline.type.Types;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.accumulators.Accumulator;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // opened before each test
class ScoreOperatorTest {
  private static final int BATCH = 3;
  private static final long DELAY = 20;

  @TempDir Path folder;
  private SeenMetrics metrics;
  private final Random random = new Random(3);
  private OneInputStreamOperatorTestHarness<Window, ScoredWindow> harness;

  @BeforeEach
  void open() throws Exception {
    open(new Scoring(BATCH, Duration.ofMillis(DELAY)));
  }

  private void open(Scoring scoring) throws Exception {
    open(
        scoring,
        PumpDetectors.in(
            folder, PumpDetectors.PUMP, PumpDetectors.PUMP.replace("name: pump", "name: other")));
  }

  private void open(Scoring scoring, Detectors detectors) throws Exception {
    metrics = new SeenMetrics(); // of this operator only
    harness =
        new OneInputStreamOperatorTestHarness<>(
            WindowScoring.microBatches().operator(detectors, ModelFiles.local(), scoring),
            metrics.environment());
    harness.setup(Types.SCORED_WINDOW.createSerializer(new SerializerConfigImpl()));
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void scoresAFullBatchAtOnce() throws Exception {
    Window first = send("pump", "a");
    send("pump", "b");
    assertThat(scored()).isEmpty();
    send("pump", "c");
    assertThat(scored()).extracting(s -> s.window().key()).containsExactly("a", "b", "c");
    assertThat((double) scored().get(0).score())
        .isCloseTo(TinyModel.score(first.values()), within(1e-6));
  }

  @Test
  void tellsWhatScoringCostsAndWhichModelServes() throws Exception {
    send("pump", "a");
    send("pump", "b");
    send("pump", "c");
    assertThat(metrics.count("windowsScored")).isEqualTo(3);
    assertThat(metrics.entries("batchSize")).isEqualTo(1);
    assertThat(metrics.entries("batchMicros")).isEqualTo(1);
    assertThat(metrics.entries("queueMicros")).isEqualTo(1);
    assertThat(metrics.count("inferenceNanos")).isPositive();
    assertThat(metrics.gauge("modelServing")).isEqualTo(1);
    assertThat(metrics.gauge("models")).isEqualTo(1);
    assertThat(metrics.gauge("detector.pump.bestBatch").intValue()).isPositive();
  }

  @Test
  void tellsHowLongTheFirstOfABatchWaitedAndHowLongTheModelTook() throws Exception {
    harness.close();
    open(new Scoring(64, Duration.ofMillis(DELAY)));
    long beforeTheFirst = System.nanoTime();
    send("pump", "a");
    long afterTheFirst = System.nanoTime();
    for (int i = 0; i < 62; i++) {
      send("pump", "b");
    }
    long beforeTheLast = System.nanoTime();
    send("pump", "c");
    long all = System.nanoTime() - beforeTheFirst;

    assertThat(metrics.largest("queueMicros"))
        .isBetween((beforeTheLast - afterTheFirst) / 1000, all / 1000);
    assertThat(metrics.count("inferenceNanos")).isBetween(1L, all);
    assertThat(metrics.largest("batchMicros")).isEqualTo(metrics.count("inferenceNanos") / 1000);
  }

  @Test
  void takesTheEncodersStateAlongWhereAScoreIsMadeOfIt() throws Exception {
    harness.close();
    Detectors detectors =
        Detectors.parse(
            folder,
            PumpDetectors.PUMP,
            scoredBy("plain", "calibration: none"),
            scoredBy("companion", "score: companion"));
    for (DetectorDefinition detector : detectors.definitions()) {
      Files.write(detector.model().path(), TinyModel.of(detector).withState().bytes());
    }
    open(new Scoring(1, Duration.ofMillis(DELAY)), detectors);
    send("pump", "a");
    send("plain", "a");
    send("companion", "a");

    assertThat(scored())
        .satisfiesExactly(
            pump -> assertThat(pump.latent()).hasSize(2).isEqualTo(pump.lastError()),
            plain -> assertThat(plain.latent()).isEmpty(),
            companion -> assertThat(companion.latent()).isEmpty());
  }

  private static String scoredBy(String detector, String how) {
    return PumpDetectors.PUMP.replace("name: pump", "name: " + detector) + how + "\n";
  }

  @Test
  void aKeyIsForgottenAfterItsLastWindowsAndOtherDetectorsWaitOn() throws Exception {
    send("pump", "a");
    send("other", "b");
    harness.processElement(new StreamRecord<>(Window.forgotten("pump", "a")));
    assertThat(scored())
        .extracting(s -> s.window().key() + " " + s.window().phase())
        .containsExactly("a LIVE", "a FORGOTTEN");

    harness.setProcessingTime(DELAY);

    assertThat(scored()).extracting(s -> s.window().key()).containsExactly("a", "a", "b");
  }

  @Test
  void aKeyOfADetectorThatLeftTheConfigurationIsForgottenBehindItToo() throws Exception {
    harness.processElement(new StreamRecord<>(Window.forgotten("gone", "a")));

    assertThat(scored()).singleElement().extracting(s -> s.window().detector()).isEqualTo("gone");
  }

  @Test
  void holdsItsModelsUntilItIsClosed() throws Exception {
    harness.close();
    Detectors detectors = Detectors.parse(folder, PumpDetectors.PUMP);
    DetectorDefinition pump = detectors.definitions().iterator().next();
    ModelFile model = Models.unique(TinyModel.of(pump));
    Files.write(pump.model().path(), model.bytes());
    open(new Scoring(BATCH, Duration.ofMillis(DELAY)), detectors);
    assertThat(Models.held(model)).isTrue();

    harness.close();

    assertThat(Models.held(model)).isFalse();
  }

  @Test
  void detectorsDoNotShareABatch() throws Exception {
    send("pump", "a");
    send("other", "b");
    send("other", "c");
    assertThat(scored()).isEmpty();
    send("other", "d");
    assertThat(scored()).extracting(s -> s.window().key()).containsExactly("b", "c", "d");
  }

  @Test
  void noWindowWaitsLongerThanTheDelay() throws Exception {
    harness.setProcessingTime(100);
    send("pump", "a");
    harness.setProcessingTime(100 + DELAY - 1);
    assertThat(scored()).isEmpty();
    harness.setProcessingTime(100 + DELAY);
    assertThat(scored()).hasSize(1);
  }

  @Test
  void theDelayCountsFromTheFirstWindowOfTheBatch() throws Exception {
    harness.setProcessingTime(100);
    send("pump", "a");
    send("pump", "b");
    send("pump", "c");
    harness.setProcessingTime(110);
    send("pump", "d");
    harness.setProcessingTime(100 + DELAY);
    assertThat(scored()).hasSize(BATCH);
    harness.setProcessingTime(110 + DELAY);
    assertThat(scored()).hasSize(BATCH + 1);
  }

  @Test
  void flushesBeforeTheCheckpointBarrier() throws Exception {
    send("pump", "a");
    harness.prepareSnapshotPreBarrier(1);
    assertThat(scored()).hasSize(1);
  }

  @Test
  void noWatermarkOvertakesAWindow() throws Exception {
    send("pump", "a");
    harness.processWatermark(5);
    assertThat(harness.getOutput()).hasSize(2).last().isEqualTo(new Watermark(5));
  }

  @Test
  void scoresWhatIsLeftAtTheEnd() throws Exception {
    send("pump", "a");
    send("other", "b");
    harness.endInput();
    harness.getOneInputOperator().finish();
    assertThat(scored()).hasSize(2);
  }

  @Test
  void keepsTheOrderOfEachKey() throws Exception {
    for (int i = 0; i < 100; i++) {
      send(random.nextBoolean() ? "pump" : "other", "k" + random.nextInt(5), i);
      if (random.nextInt(10) == 0) {
        harness.setProcessingTime(harness.getProcessingTime() + DELAY);
      }
    }
    harness.prepareSnapshotPreBarrier(1);
    assertThat(scored()).hasSize(100);
    for (String detector : List.of("pump", "other")) {
      for (int key = 0; key < 5; key++) {
        String name = "k" + key;
        assertThat(scored())
            .filteredOn(s -> s.window().detector().equals(detector))
            .filteredOn(s -> s.window().key().equals(name))
            .extracting(s -> s.window().endMillis())
            .isSorted();
      }
    }
  }

  @Test
  void windowsThatAreFarBehindAreThinnedOutAndCounted() throws Exception {
    harness.close();
    open(new Scoring(1, Duration.ofMillis(DELAY), new Shedding(Duration.ofSeconds(10), 5), 0));
    harness.setProcessingTime(13_999);
    for (int tick = 0; tick < 100; tick++) {
      send("pump", "a", tick * 1000L); // ends 4 s later
    }
    assertThat(scored()).hasSize(100);
    harness.setProcessingTime(1_000_000);
    for (int tick = 0; tick < 100; tick++) {
      send("pump", "a", tick * 1000L);
    }
    assertThat(scored()).hasSize(120);
    assertThat(harness.getEnvironment().getAccumulatorRegistry().getUserMap().get("windowsShed"))
        .extracting(Accumulator::getLocalValue)
        .isEqualTo(80L);
  }

  private Window send(String detector, String key) throws Exception {
    return send(detector, key, 0);
  }

  private Window send(String detector, String key, long time) throws Exception {
    float[] values = new float[8];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    Window window = Windows.of(detector, key, Window.Phase.LIVE, time, values);
    harness.processElement(new StreamRecord<>(window));
    return window;
  }

  /** Scored windows so far. */
  private List<ScoredWindow> scored() {
    return harness.extractOutputValues();
  }
}
