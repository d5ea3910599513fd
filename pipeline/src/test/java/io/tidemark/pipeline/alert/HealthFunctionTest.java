package io.tidemark.pipeline.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.SensorStream;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.Backends;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.SeenMetrics;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.control.RedefinableHarness;
import io.tidemark.pipeline.control.RedefinableOperator;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.ModelAction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthFunctionTest {
  private static final String WATCHED = PumpDetectors.PUMP + "health: {gap: 30s, late: true}\n";
  private static final Duration FORGET_AFTER = Duration.ofMinutes(10);

  private final SeenMetrics metrics = new SeenMetrics();

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void aTimerFindsTheGapAfterARestore(String backend) throws Exception {
    OperatorSubtaskState saved;
    try (var harness = open(WATCHED, backend, null)) {
      send(harness, 5, 8, 11);
      assertThat(harness.numEventTimeTimers()).isEqualTo(1);
      saved = harness.snapshot(1, 1);
    }
    try (var harness = open(WATCHED, backend, saved)) {
      harness.processWatermark(40_000);
      assertThat(told(harness)).isEmpty();
      harness.processWatermark(41_000);
      harness.processWatermark(49_000);
      send(harness, 50);
      assertThat(told(harness)).containsExactly("GAP OPEN 41", "GAP RESOLVED 50");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void aKeysSecondGapIsToldAsSoonAsItsFirst(String backend) throws Exception {
    try (var harness = open(WATCHED, backend, null)) {
      send(harness, 5);
      harness.processWatermark(49_000);
      send(harness, 50, 55);
      harness.processWatermark(84_999);
      assertThat(told(harness)).containsExactly("GAP OPEN 35", "GAP RESOLVED 50");
      harness.processWatermark(85_000);
      assertThat(told(harness)).last().isEqualTo("GAP OPEN 85");
      assertThat(harness.numEventTimeTimers()).isEqualTo(1);
    }
  }

  @Test
  void gapsOfAKeyThatWasKnownBeforeTheyWereWatchedAreTold() throws Exception {
    OperatorSubtaskState saved;
    try (var harness = open(WATCHED.replace("gap: 30s, ", ""), "heap", null)) {
      send(harness, 5);
      saved = harness.snapshot(1, 1);
    }
    try (var harness = open(WATCHED, "heap", saved)) {
      send(harness, 20);
      harness.processWatermark(50_000);
      assertThat(told(harness)).containsExactly("GAP OPEN 50");
      assertThat(harness.numEventTimeTimers()).isEqualTo(1);
    }
  }

  @Test
  void whatIsStoredAndSentAfterAGapEndsItOnce() throws Exception {
    try (var harness = open(WATCHED, "heap", null)) {
      send(harness, 5);
      for (int now = 100; now < 110; now++) {
        harness.processWatermark(now * 1000L);
        send(harness, now - 95, now - 50);
      }
      send(harness, 110);
      assertThat(told(harness))
          .filteredOn(message -> message.startsWith("GAP"))
          .containsExactly("GAP OPEN 35", "GAP RESOLVED 110");
    }
  }

  @Test
  void lateEventsAreOverAfterAWhile() throws Exception {
    try (var harness = open(WATCHED, "heap", null)) {
      send(harness, 20);
      harness.processWatermark(20_000);
      send(harness, 3, 4);
      harness.processWatermark(23_500);
      assertThat(told(harness)).containsExactly("LATE OPEN 20", "LATE RESOLVED 23");
    }
  }

  @Test
  void aForgottenKeyLeavesNothingBehind() throws Exception {
    try (var harness = open(WATCHED, "heap", null)) {
      send(harness, 5);
      harness.processWatermark(700_000);
      assertThat(told(harness)).containsExactly("GAP OPEN 35", "GAP RESOLVED 35");
      assertThat(harness.numKeyedStateEntries()).isZero();
      assertThat(harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void theEndOfTheInputIsNobodysGap() throws Exception {
    try (var harness = open(WATCHED, "heap", null)) {
      send(harness, 5);
      harness.processWatermark(Long.MAX_VALUE);
      assertThat(told(harness)).isEmpty();
    }
  }

  @Test
  void countsWhatItTells() throws Exception {
    try (var harness = open(WATCHED, "heap", null)) {
      send(harness, 5);
      harness.processWatermark(35_000);
      assertThat(metrics.count("healthAlertsOpened")).isEqualTo(1);
      assertThat(metrics.count("healthAlertsResolved")).isZero();

      send(harness, 50);

      assertThat(metrics.count("healthAlertsOpened")).isEqualTo(1);
      assertThat(metrics.count("healthAlertsResolved")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'health: {gap: 30s, late: true}', 'health: {}'",
    "'features:', 'features:\n  - {name: more, from: readings.More}'"
  })
  void aKeyWhoseStateFitsNoLongerIsDroppedByItsTimer(String before, String after) throws Exception {
    OperatorSubtaskState saved;
    try (var harness = open(WATCHED, "heap", null)) {
      send(harness, 5);
      saved = harness.snapshot(1, 1);
    }
    try (var harness = open(WATCHED.replace(before, after), "heap", saved)) {
      assertThat(harness.numKeyedStateEntries()).isEqualTo(1);

      harness.processWatermark(35_000);

      assertThat(told(harness)).isEmpty();
      assertThat(harness.numKeyedStateEntries()).isZero();
      assertThat(harness.numEventTimeTimers()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'health: {gap: 30s, late: true}', 'health: {}'",
    "'gap: 30s, ', ''",
    "'features:', 'features:\n  - {name: more, from: readings.More}'"
  })
  void whatIsOpenWhenTheConfigurationTakesItsRuleOutIsResolved(String before, String after)
      throws Exception {
    OperatorSubtaskState saved;
    try (var harness = open(WATCHED, "heap", null)) {
      send(harness, 5);
      harness.processWatermark(36_000);
      assertThat(told(harness)).containsExactly("GAP OPEN 35");
      saved = harness.snapshot(1, 1);
    }
    try (var harness = open(WATCHED.replace(before, after), "heap", saved)) {
      harness.processWatermark(5_000 + FORGET_AFTER.toMillis());

      assertThat(told(harness)).containsExactly("GAP RESOLVED 35");
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void whatIsOpenOfAnotherSetOfFeaturesIsResolvedByTheKeysNextEvent() throws Exception {
    OperatorSubtaskState saved;
    try (var harness = open(WATCHED, "heap", null)) {
      send(harness, 5);
      harness.processWatermark(36_000);
      saved = harness.snapshot(1, 1);
    }
    String more = WATCHED.replace("features:", "features:\n  - {name: more, from: readings.More}");
    try (var harness = open(more, "heap", saved)) {
      send(harness, 40);

      assertThat(told(harness)).containsExactly("GAP RESOLVED 35");
    }
  }

  @Test
  void whatAilsTheSensorsOfARemovedDetectorIsResolved() throws Exception {
    try (var harness = silentFor30Seconds()) {
      harness.change(ModelAction.REMOVE_DETECTOR, "pump", null);
      harness.prepareSnapshotPreBarrier(1);

      assertThat(told(harness)).containsExactly("GAP OPEN 36", "GAP RESOLVED 36");
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gap: 30s, gap: 40s",
    "aggregate: max, aggregate: min",
    "topic: sensor-events, topic: other-events"
  })
  void whereSensorsOrRulesChangeWhatIsOpenIsResolvedAndTheNewOnesAreWatched(
      String before, String after) throws Exception {
    try (var harness = silentFor30Seconds()) {
      harness.change(ModelAction.CHANGE_DETECTOR, "pump", WATCHED.replace(before, after));
      harness.prepareSnapshotPreBarrier(1);
      assertThat(told(harness)).containsExactly("GAP OPEN 36", "GAP RESOLVED 36");
      assertThat(harness.numKeyedStateEntries()).isZero();

      observe(harness, 50);
      harness.watermark(95_000);

      assertThat(told(harness)).hasSize(3).last().asString().startsWith("GAP OPEN");
    }
  }

  @Test
  void whatIsOpenGoesOnThroughAChangeOfSomethingElse() throws Exception {
    try (var harness = silentFor30Seconds()) {
      harness.change(
          ModelAction.CHANGE_DETECTOR, "pump", WATCHED.replace("openAfter: 2", "openAfter: 3"));
      harness.prepareSnapshotPreBarrier(1);
      assertThat(told(harness)).containsExactly("GAP OPEN 36");

      observe(harness, 50);

      assertThat(told(harness)).containsExactly("GAP OPEN 36", "GAP RESOLVED 50");
    }
  }

  private static RedefinableHarness<Observation, AnomalyAlert> silentFor30Seconds()
      throws Exception {
    RedefinableHarness<Observation, AnomalyAlert> harness =
        RedefinableHarness.open(
            RedefinableOperator.<Observation, AnomalyAlert, HealthFunction>of(
                new HealthFunction(detectors(WATCHED), FORGET_AFTER, true)),
            observation -> new DetectorKey(observation.detector(), observation.key()),
            Types.ALERT,
            "heap",
            null);
    observe(harness, 6);
    harness.watermark(40_000);
    return harness;
  }

  private static void observe(RedefinableHarness<Observation, AnomalyAlert> harness, int second)
      throws Exception {
    harness.processElement1(new StreamRecord<>(observation(second)));
  }

  private static Detectors detectors(String yaml) {
    return Detectors.parse(Path.of("models"), yaml);
  }

  private KeyedOneInputStreamOperatorTestHarness<DetectorKey, Observation, AnomalyAlert> open(
      String yaml, String backend, @Nullable OperatorSubtaskState saved) throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<DetectorKey, Observation, AnomalyAlert>(
            new KeyedProcessOperator<>(new HealthFunction(detectors(yaml), FORGET_AFTER, false)),
            observation -> new DetectorKey(observation.detector(), observation.key()),
            Types.KEY,
            metrics.environment());
    harness.setStateBackend(Backends.named(backend));
    harness.setup(Types.ALERT.createSerializer(new SerializerConfigImpl()));
    if (saved != null) {
      harness.initializeState(saved);
    }
    harness.open();
    return harness;
  }

  private static void send(
      KeyedOneInputStreamOperatorTestHarness<DetectorKey, Observation, AnomalyAlert> harness,
      int... seconds)
      throws Exception {
    for (int second : seconds) {
      harness.processElement(new StreamRecord<>(observation(second)));
    }
  }

  private static Observation observation(int second) {
    return SensorStream.at("p", second * 1000L, second, second, second);
  }

  private static List<String> told(AbstractStreamOperatorTestHarness<AnomalyAlert> harness) {
    return harness.extractOutputValues().stream()
        .map(a -> a.getKind() + " " + a.getState() + " " + a.getUpdatedAt().getEpochSecond())
        .toList();
  }
}
