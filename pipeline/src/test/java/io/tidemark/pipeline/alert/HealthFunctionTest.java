package io.tidemark.pipeline.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.SensorStream;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.AnomalyAlert;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HealthFunctionTest {
  private final Detectors detectors =
      Detectors.parse(Path.of("models"), PumpDetectors.PUMP + "health: {gap: 30s, late: true}\n");

  @Test
  void aTimerFindsTheGapAfterARestore() throws Exception {
    OperatorSubtaskState saved;
    try (var harness = open(null)) {
      send(harness, 5, 8, 11);
      assertThat(harness.numEventTimeTimers()).isEqualTo(1);
      saved = harness.snapshot(1, 1);
    }
    try (var harness = open(saved)) {
      harness.processWatermark(40_000);
      assertThat(told(harness)).isEmpty();
      harness.processWatermark(41_000);
      send(harness, 50);
      assertThat(told(harness)).containsExactly("GAP OPEN 41", "GAP RESOLVED 50");
    }
  }

  @Test
  void lateEventsAreOverAfterAWhile() throws Exception {
    try (var harness = open(null)) {
      send(harness, 20);
      harness.processWatermark(20_000);
      send(harness, 3, 4);
      harness.processWatermark(23_500);
      assertThat(told(harness)).containsExactly("LATE OPEN 20", "LATE RESOLVED 23");
    }
  }

  @Test
  void aForgottenKeyLeavesNothingBehind() throws Exception {
    try (var harness = open(null)) {
      send(harness, 5);
      harness.processWatermark(700_000);
      assertThat(told(harness)).containsExactly("GAP OPEN 35", "GAP RESOLVED 35");
      assertThat(harness.numKeyedStateEntries()).isZero();
      assertThat(harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void theEndOfTheInputIsNobodysGap() throws Exception {
    try (var harness = open(null)) {
      send(harness, 5);
      harness.processWatermark(Long.MAX_VALUE);
      assertThat(told(harness)).isEmpty();
    }
  }

  private KeyedOneInputStreamOperatorTestHarness<DetectorKey, Observation, AnomalyAlert> open(
      @Nullable OperatorSubtaskState saved) throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<DetectorKey, Observation, AnomalyAlert>(
            new KeyedProcessOperator<>(
                new HealthFunction(detectors, Duration.ofMinutes(10), false)),
            observation -> new DetectorKey(observation.detector(), observation.key()),
            Types.KEY);
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
      harness.processElement(
          new StreamRecord<>(SensorStream.at("p", second * 1000L, second, second, second)));
    }
  }

  private static List<String> told(
      KeyedOneInputStreamOperatorTestHarness<DetectorKey, Observation, AnomalyAlert> harness) {
    return harness.extractOutputValues().stream()
        .map(a -> a.getKind() + " " + a.getState() + " " + a.getUpdatedAt().getEpochSecond())
        .toList();
  }
}
