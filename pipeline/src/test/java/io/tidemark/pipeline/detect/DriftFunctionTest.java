package io.tidemark.pipeline.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.detector.alert.FleetDrift.Change;
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
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keys that drift, added up for each detector. */
class DriftFunctionTest {
  private static final String PUMP =
      PumpDetectors.PUMP.replace("updateEvery: 5s", "updateEvery: 5s, driftShare: 0.5");
  private static final String OTHER = PUMP.replace("name: pump", "name: other");

  private final SeenMetrics metrics = new SeenMetrics();

  @Test
  void tellsWhenTooManyKeysHaveDriftedAndWhenTheyAreBack() throws Exception {
    try (var harness = watched()) {
      for (Change change : List.of(met("pump"), met("pump"), met("pump"), left("pump"))) {
        harness.processElement(new StreamRecord<>(change));
      }
      assertThat(told(harness)).isEmpty();

      harness.processElement(new StreamRecord<>(left("pump")));
      assertThat(told(harness)).containsExactly("pump OPEN");
      harness.processElement(new StreamRecord<>(back("pump")));

      assertThat(told(harness)).containsExactly("pump OPEN", "pump RESOLVED");
    }
  }

  @Test
  void showsTheShareOfEachDetector() throws Exception {
    try (var harness = watched()) {
      harness.processElement(new StreamRecord<>(met("pump")));
      assertThat(metrics.gauge("detector.pump.driftShare")).isEqualTo(0.0);
      for (int i = 0; i < 3; i++) {
        harness.processElement(new StreamRecord<>(met("pump")));
        harness.processElement(new StreamRecord<>(met("other")));
      }
      harness.processElement(new StreamRecord<>(left("pump")));
      assertThat(metrics.gauge("detector.pump.driftShare")).isEqualTo(0.25);
      assertThat(metrics.gauge("detector.other.driftShare")).isEqualTo(0.0);

      harness.processElement(new StreamRecord<>(left("pump")));

      assertThat(metrics.gauge("detector.pump.driftShare")).isEqualTo(0.5);
    }
  }

  @Test
  void whatIsToldOfAnUnknownDetectorCountsForNothing() throws Exception {
    try (var harness = watched()) {
      harness.processElement(new StreamRecord<>(met("unknown")));
      harness.processElement(new StreamRecord<>(left("unknown")));

      assertThat(told(harness)).isEmpty();
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void goesOnCountingAfterARestore() throws Exception {
    OperatorSubtaskState saved;
    try (var harness = steered(null)) {
      send(harness, met("pump"), met("pump"), met("pump"), met("pump"), left("pump"));
      saved = harness.snapshot(1, 1);
    }
    try (var harness = steered(saved)) {
      send(harness, left("pump"));
      assertThat(told(harness)).containsExactly("pump OPEN");
    }
  }

  @Test
  void aRemovedDetectorIsForgottenAndNoOther() throws Exception {
    try (var harness = steered(null)) {
      send(harness, met("pump"), met("pump"), met("other"), met("other"), met("other"));
      assertThat(harness.numKeyedStateEntries()).isEqualTo(2);
      harness.change(ModelAction.REMOVE_DETECTOR, "pump", null);
      harness.prepareSnapshotPreBarrier(1);
      assertThat(harness.numKeyedStateEntries()).isEqualTo(1);

      send(harness, left("pump"), left("other"));
      assertThat(told(harness)).isEmpty();
      send(harness, left("other"));

      assertThat(told(harness)).containsExactly("other OPEN");
    }
  }

  @Test
  void whereNobodyWatchesDriftAnyMoreItsAlertIsResolved() throws Exception {
    try (var harness = steered(null)) {
      send(harness, met("pump"), left("pump"), met("other"), left("other"));
      harness.change(ModelAction.CHANGE_DETECTOR, "pump", PumpDetectors.PUMP);
      harness.prepareSnapshotPreBarrier(1);

      assertThat(told(harness)).containsExactly("pump OPEN", "other OPEN", "pump RESOLVED");
      send(harness, met("pump"), left("pump"));
      assertThat(told(harness)).hasSize(3);
    }
  }

  @Test
  void theAlertOfADetectorThatLeftTheConfigurationIsResolvedAsItsKeysAreForgotten()
      throws Exception {
    OperatorSubtaskState saved;
    try (var harness = watched()) {
      harness.processElement(new StreamRecord<>(met("pump")));
      harness.processElement(new StreamRecord<>(left("pump")));
      saved = harness.snapshot(1, 1);
    }
    try (var harness = watched(Detectors.parse(Path.of("models"), OTHER), saved)) {
      harness.processElement(new StreamRecord<>(new Change("pump", -1, -1, 4000)));

      assertThat(told(harness)).containsExactly("pump RESOLVED");
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void theKeysThatADetectorHasLeftCountOnWhenItComesBack() throws Exception {
    OperatorSubtaskState saved;
    try (var harness = watched()) {
      for (int key = 0; key < 4; key++) {
        harness.processElement(new StreamRecord<>(met("pump")));
      }
      saved = harness.snapshot(1, 1);
    }
    try (var harness = watched(Detectors.parse(Path.of("models"), OTHER), saved)) {
      harness.processElement(new StreamRecord<>(new Change("pump", -1, 0, 4000)));
      saved = harness.snapshot(2, 2);
    }
    try (var harness = watched(detectors(), saved)) {
      harness.processElement(new StreamRecord<>(left("pump")));
      assertThat(told(harness)).isEmpty();

      harness.processElement(new StreamRecord<>(left("pump")));

      assertThat(told(harness)).containsExactly("pump OPEN");
    }
  }

  @Test
  void aDetectorThatComesBackStartsFromNothing() throws Exception {
    try (var harness = steered(null)) {
      send(harness, met("pump"), met("pump"), met("pump"));
      harness.change(ModelAction.REMOVE_DETECTOR, "pump", null);
      harness.prepareSnapshotPreBarrier(1);
      harness.change(ModelAction.ADD_DETECTOR, "pump", PUMP);
      harness.prepareSnapshotPreBarrier(2);

      send(harness, met("pump"), left("pump"));

      assertThat(told(harness)).containsExactly("pump OPEN");
    }
  }

  @Test
  void aChangedDefinitionKeepsTheCountAndItsLimitHolds() throws Exception {
    try (var harness = steered(null)) {
      send(harness, met("pump"), met("pump"), met("pump"), met("pump"));
      harness.change(
          ModelAction.CHANGE_DETECTOR, "pump", PUMP.replace("driftShare: 0.5", "driftShare: 0.25"));
      harness.prepareSnapshotPreBarrier(1);

      send(harness, left("pump"));

      assertThat(told(harness)).containsExactly("pump OPEN");
    }
  }

  private static Change met(String detector) {
    return new Change(detector, 1, 0, 1000);
  }

  private static Change left(String detector) {
    return new Change(detector, 0, 1, 2000);
  }

  private static Change back(String detector) {
    return new Change(detector, 0, -1, 3000);
  }

  private KeyedOneInputStreamOperatorTestHarness<DetectorKey, Change, AnomalyAlert> watched()
      throws Exception {
    return watched(detectors(), null);
  }

  private KeyedOneInputStreamOperatorTestHarness<DetectorKey, Change, AnomalyAlert> watched(
      Detectors detectors, @Nullable OperatorSubtaskState saved) throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<DetectorKey, Change, AnomalyAlert>(
            new KeyedProcessOperator<>(new DriftFunction(detectors, false)),
            DriftFunctionTest::key,
            Types.KEY,
            metrics.environment());
    harness.setup(Types.ALERT.createSerializer(new SerializerConfigImpl()));
    if (saved != null) {
      harness.initializeState(saved);
    }
    harness.open();
    return harness;
  }

  private static RedefinableHarness<Change, AnomalyAlert> steered(
      @Nullable OperatorSubtaskState saved) throws Exception {
    return RedefinableHarness.open(
        RedefinableOperator.<Change, AnomalyAlert, DriftFunction>of(
            new DriftFunction(detectors(), true)),
        DriftFunctionTest::key,
        Types.ALERT,
        "heap",
        saved);
  }

  /** All of a detector's keys are told of under one. */
  private static DetectorKey key(Change change) {
    return new DetectorKey(change.detector(), FleetDrift.ALL_KEYS);
  }

  private static Detectors detectors() {
    return Detectors.parse(Path.of("models"), PUMP, OTHER);
  }

  private static void send(RedefinableHarness<Change, AnomalyAlert> harness, Change... changes)
      throws Exception {
    for (Change change : changes) {
      harness.processElement1(new StreamRecord<>(change));
    }
  }

  private static List<String> told(AbstractStreamOperatorTestHarness<AnomalyAlert> harness) {
    return harness.extractOutputValues().stream()
        .map(alert -> alert.getDetector() + " " + alert.getState())
        .toList();
  }
}
