package io.tidemark.pipeline.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.LogLines;
import io.tidemark.detector.alert.FleetCoverage.Change;
import io.tidemark.detector.alert.FleetCoverage.Limit;
import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.pipeline.Backends;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.NotBefore;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.BlindReason;
import io.tidemark.schemas.Coverage;
import io.tidemark.schemas.CoverageState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
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

/** Keys that are watched, added up for each detector; half of them must be, for 10 s. */
class CoverageFunctionTest {
  private static final Limit LIMIT = new Limit(0.5, 10_000);

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void alertsWhenTheShareStaysUnderTheLimitAlsoAfterARestore(String backend) throws Exception {
    OperatorSubtaskState saved;
    try (var harness = open(backend, null)) {
      send(harness, watched(), watched(), blind(1_000), blind(2_000));
      harness.processWatermark(new Watermark(11_999));
      assertThat(alerts(harness)).isEmpty();
      saved = harness.snapshot(1, 1);
    }
    try (var harness = open(backend, saved)) {
      harness.processWatermark(new Watermark(12_000));
      assertThat(alerts(harness)).containsExactly("pump OPEN");
      send(harness, back(20_000));
      assertThat(alerts(harness)).containsExactly("pump OPEN", "pump RESOLVED");
    }
  }

  @Test
  void theEndOfTheInputIsNoAlert() throws Exception {
    try (var harness = open("heap", null)) {
      send(harness, watched(), blind(1_000));
      harness.processWatermark(Watermark.MAX_WATERMARK);

      assertThat(alerts(harness)).isEmpty();
    }
  }

  @Test
  void saysOnceAMinuteHowTheDetectorAsAWholeIsUntilItsLastKeyHasGone() throws Exception {
    try (var harness = open("heap", null)) {
      send(harness, watched(), watched());
      harness.setProcessingTime(60_000);
      send(harness, blind(1_000), blind(2_000));
      harness.setProcessingTime(120_000);
      harness.setProcessingTime(180_000);
      Change gone = new Change("pump", -1, -1, 0, BlindReason.SILENT, null, 3_000, LIMIT);
      send(harness, gone, gone);
      harness.setProcessingTime(600_000);

      assertThat(whole(harness))
          .extracting(Coverage::getState)
          .containsExactly(
              CoverageState.WATCHED,
              CoverageState.WATCHED,
              CoverageState.BLIND,
              CoverageState.BLIND,
              CoverageState.FORGOTTEN);
      assertThat(whole(harness)).extracting(Coverage::getKey).containsOnly("*");
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void whatWentBlindInThePastIsAnAlertOnlyIfItStillIsWhenThePastHasBeenRead(String backend)
      throws Exception {
    AlertStart from30s = new AlertStart(NotBefore.START, Instant.ofEpochMilli(30_000));
    OperatorSubtaskState saved;
    try (var harness = open(backend, from30s, null)) {
      send(harness, watched(), watched(), blind(1_000), blind(1_000));
      harness.processWatermark(new Watermark(11_000)); // opens
      send(harness, back(12_000), back(12_000)); // and is over
      send(harness, blind(13_000), blind(13_000));
      harness.processWatermark(new Watermark(29_999));
      assertThat(alerts(harness)).isEmpty();
      saved = harness.snapshot(1, 1);
    }
    AlertStart submittedLater = new AlertStart(NotBefore.START, Instant.ofEpochMilli(90_000));
    try (var harness = open(backend, submittedLater, saved)) {
      harness.processWatermark(new Watermark(30_000));
      assertThat(alerts(harness)).containsExactly("pump OPEN");
      send(harness, back(40_000), back(40_000));
      assertThat(alerts(harness)).containsExactly("pump OPEN", "pump RESOLVED");
    }
  }

  @Test
  void saysOnceThatThePastHasBeenReadAndHowManyKeysAreWatched() throws Exception {
    AlertStart from30s = new AlertStart(NotBefore.START, Instant.ofEpochMilli(30_000));
    try (LogLines log = LogLines.of(CoverageFunction.class);
        var harness = open("heap", from30s, null)) {
      send(harness, watched(), watched(), blind(1_000));
      harness.processWatermark(new Watermark(40_000));
      harness.processWatermark(new Watermark(80_000));

      assertThat(log.lines())
          .containsExactly(
              "INFO Detector pump has read the past, up to 1970-01-01T00:00:30Z: 1 of 2 keys are"
                  + " watched; alerts are sent from now on");
    }
  }

  private static Change watched() {
    return new Change("pump", 1, 1, 1, null, null, 0, LIMIT);
  }

  private static Change blind(long millis) {
    return new Change("pump", 0, 0, -1, null, BlindReason.SILENT, millis, LIMIT);
  }

  private static Change back(long millis) {
    return new Change("pump", 0, 0, 1, BlindReason.SILENT, null, millis, LIMIT);
  }

  private static KeyedOneInputStreamOperatorTestHarness<DetectorKey, Change, AnomalyAlert> open(
      String backend, @Nullable OperatorSubtaskState saved) throws Exception {
    return open(backend, AlertStart.ALL, saved);
  }

  private static KeyedOneInputStreamOperatorTestHarness<DetectorKey, Change, AnomalyAlert> open(
      String backend, AlertStart alertStart, @Nullable OperatorSubtaskState saved)
      throws Exception {
    Detectors pump = Detectors.parse(Path.of(""), PumpDetectors.PUMP);
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<DetectorKey, Change, AnomalyAlert>(
            new KeyedProcessOperator<>(new CoverageFunction(pump, alertStart)),
            change -> new DetectorKey(change.detector(), FleetDrift.ALL_KEYS),
            Types.KEY);
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

  private static List<Coverage> whole(
      KeyedOneInputStreamOperatorTestHarness<DetectorKey, Change, AnomalyAlert> harness) {
    Queue<StreamRecord<Coverage>> records = harness.getSideOutput(CoverageFunction.WHOLE);
    List<Coverage> values = new ArrayList<>();
    records.forEach(record -> values.add(record.getValue()));
    return values;
  }
}
