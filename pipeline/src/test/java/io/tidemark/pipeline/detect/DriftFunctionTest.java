package io.tidemark.pipeline.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.detector.alert.FleetDrift.Change;
import io.tidemark.pipeline.Backends;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.SeenMetrics;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.NotBefore;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.AnomalyAlert;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that drift, added up for each detector; half of the keys are an alert. */
class DriftFunctionTest {
  private static final Double LIMIT = 0.5;

  private final SeenMetrics metrics = new SeenMetrics();

  @Test
  void alertsWhenTooManyKeysHaveDriftedAndWhenTheyAreBack() throws Exception {
    try (var harness = open(null)) {
      send(harness, met("pump"), met("pump"), met("pump"), left("pump"));
      assertThat(alerts(harness)).isEmpty();

      send(harness, left("pump"));
      assertThat(alerts(harness)).containsExactly("pump OPEN");
      send(harness, back("pump"));

      assertThat(alerts(harness)).containsExactly("pump OPEN", "pump RESOLVED");
    }
  }

  @Test
  void oneDetectorsKeysDoNotCountForAnother() throws Exception {
    try (var harness = open(null)) {
      send(harness, met("pump"), met("pump"), met("pump"), met("other"));
      send(harness, left("pump"));
      assertThat(alerts(harness)).isEmpty();

      send(harness, left("other"));

      assertThat(alerts(harness)).containsExactly("other OPEN");
    }
  }

  @Test
  void showsTheShareOfEachDetector() throws Exception {
    try (var harness = open(null)) {
      send(harness, met("pump"));
      assertThat(metrics.gauge("detector.pump.driftShare")).isEqualTo(0.0);
      for (int i = 0; i < 3; i++) {
        send(harness, met("pump"), met("other"));
      }
      send(harness, left("pump"));
      assertThat(metrics.gauge("detector.pump.driftShare")).isEqualTo(0.25);
      assertThat(metrics.gauge("detector.other.driftShare")).isEqualTo(0.0);

      send(harness, left("pump"));

      assertThat(metrics.gauge("detector.pump.driftShare")).isEqualTo(0.5);
    }
  }

  @Test
  void withoutALimitKeysAreCountedAndNothingIsAlerted() throws Exception {
    try (var harness = open(null)) {
      send(harness, new Change("pump", 1, 1, 1000, null), new Change("pump", 1, 1, 2000, null));

      assertThat(alerts(harness)).isEmpty();
      assertThat(metrics.gauge("detector.pump.driftShare")).isEqualTo(1.0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void goesOnCountingAfterARestore(String backend) throws Exception {
    OperatorSubtaskState saved;
    try (var harness = open(backend, null)) {
      send(harness, met("pump"), met("pump"), met("pump"), met("pump"), left("pump"));
      saved = harness.snapshot(1, 1);
    }
    try (var harness = open(backend, saved)) {
      send(harness, left("pump"));
      assertThat(alerts(harness)).containsExactly("pump OPEN");
    }
  }

  @Test
  void whatDriftedInThePastIsAnAlertOnlyIfItStillHasWhenThePastHasBeenRead() throws Exception {
    AlertStart from30s = new AlertStart(NotBefore.of(Instant.ofEpochMilli(30_000)), Instant.EPOCH);
    try (var harness = open("heap", from30s, null)) {
      send(harness, met("pump"), met("other"), left("pump"), left("other"), back("other"));
      harness.processWatermark(new Watermark(29_999));
      assertThat(alerts(harness)).isEmpty();
      harness.processWatermark(new Watermark(30_000));
      assertThat(alerts(harness)).containsExactly("pump OPEN");

      send(harness, left("other"));

      assertThat(alerts(harness)).containsExactly("pump OPEN", "other OPEN");
    }
  }

  @Test
  void theAlertOfADetectorIsResolvedWithItsLastKeyAndNothingIsKept() throws Exception {
    try (var harness = open(null)) {
      send(harness, met("pump"), left("pump"), met("other"));
      assertThat(harness.numKeyedStateEntries()).isEqualTo(2);

      send(harness, new Change("pump", -1, -1, 4000, LIMIT));

      assertThat(alerts(harness)).containsExactly("pump OPEN", "pump RESOLVED");
      assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
    }
  }

  @Test
  void theAlertOfADetectorThatIsGoneIsResolvedAsItsKeysAreForgotten() throws Exception {
    try (var harness = open(null)) {
      send(harness, met("pump"), left("pump"), new Change("pump", -1, -1, 4000, null));

      assertThat(alerts(harness)).containsExactly("pump OPEN", "pump RESOLVED");
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void aDetectorThatComesBackStartsFromNothing() throws Exception {
    try (var harness = open(null)) {
      send(harness, met("pump"), met("pump"), gone("pump"), gone("pump"));

      send(harness, met("pump"), left("pump"));

      assertThat(alerts(harness)).containsExactly("pump OPEN");
    }
  }

  /** Else the share of those that are left could rise over the limit without any drift. */
  @Test
  void keysThatLeaveAreNoDrift() throws Exception {
    try (var harness = open(null)) {
      send(harness, met("pump"), met("pump"), met("pump"), left("pump"));
      send(harness, gone("pump"));
      assertThat(metrics.gauge("detector.pump.driftShare")).isEqualTo(0.5);
      assertThat(alerts(harness)).isEmpty();
    }
  }

  @Test
  void aLimitThatIsTakenAwayResolvesTheAlert() throws Exception {
    try (var harness = open(null)) {
      send(harness, met("pump"), left("pump"), met("other"), left("other"));
      send(harness, Change.ofLimit("pump", null));
      assertThat(alerts(harness)).containsExactly("pump OPEN", "other OPEN", "pump RESOLVED");

      send(harness, new Change("pump", 1, 0, 5000, null), new Change("pump", 0, 1, 6000, null));

      assertThat(alerts(harness)).hasSize(3);
    }
  }

  @Test
  void aLimitThatIsLoweredHoldsAtOnceForTheKeysCountedBefore() throws Exception {
    try (var harness = open(null)) {
      send(harness, met("pump"), met("pump"), met("pump"), met("pump"), left("pump"));
      assertThat(alerts(harness)).isEmpty();

      send(harness, Change.ofLimit("pump", 0.25));

      assertThat(harness.extractOutputValues())
          .singleElement()
          .satisfies(
              alert -> {
                assertThat(alert.getThreshold()).isEqualTo(0.25);
                assertThat(alert.getOpenedAt().toEpochMilli()).isEqualTo(2000);
              });
    }
  }

  @Test
  void aLimitForADetectorWithoutKeysLeavesNothingBehind() throws Exception {
    try (var harness = open(null)) {
      send(harness, Change.ofLimit("pump", LIMIT));

      assertThat(alerts(harness)).isEmpty();
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  private static Change met(String detector) {
    return new Change(detector, 1, 0, 1000, LIMIT);
  }

  private static Change left(String detector) {
    return new Change(detector, 0, 1, 2000, LIMIT);
  }

  private static Change back(String detector) {
    return new Change(detector, 0, -1, 3000, LIMIT);
  }

  /** A key that has not drifted is forgotten. */
  private static Change gone(String detector) {
    return new Change(detector, -1, 0, 4000, LIMIT);
  }

  private KeyedOneInputStreamOperatorTestHarness<DetectorKey, Change, AnomalyAlert> open(
      @Nullable OperatorSubtaskState saved) throws Exception {
    return open("heap", saved);
  }

  private KeyedOneInputStreamOperatorTestHarness<DetectorKey, Change, AnomalyAlert> open(
      String backend, @Nullable OperatorSubtaskState saved) throws Exception {
    return open(backend, AlertStart.ALL, saved);
  }

  private KeyedOneInputStreamOperatorTestHarness<DetectorKey, Change, AnomalyAlert> open(
      String backend, AlertStart alertStart, @Nullable OperatorSubtaskState saved)
      throws Exception {
    Detectors pump = Detectors.parse(Path.of(""), PumpDetectors.PUMP);
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<DetectorKey, Change, AnomalyAlert>(
            new KeyedProcessOperator<>(new DriftFunction(pump, alertStart)),
            change -> new DetectorKey(change.detector(), FleetDrift.ALL_KEYS),
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
      KeyedOneInputStreamOperatorTestHarness<DetectorKey, Change, AnomalyAlert> harness,
      Change... changes)
      throws Exception {
    for (Change change : changes) {
      harness.processElement(new StreamRecord<>(change));
    }
  }

  private static List<String> alerts(
      KeyedOneInputStreamOperatorTestHarness<DetectorKey, Change, AnomalyAlert> harness) {
    return harness.extractOutputValues().stream()
        .map(alert -> alert.getDetector() + " " + alert.getState())
        .toList();
  }
}
