package io.tidemark.pipeline.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import io.tidemark.pipeline.window.WindowFunction;
import io.tidemark.schemas.ModelAction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Detectors that change under keyed state. */
class RedefinableOperatorTest {
  private static final String PUMP = Definitions.PUMP;
  private static final Duration FORGET_AFTER = Duration.ofMinutes(10);

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void theKeysOfARemovedDetectorAreForgottenBeforeTheBarrierAndNoneOfAnother(String backend)
      throws Exception {
    OperatorSubtaskState saved;
    try (var harness = windows(backend, PUMP, null)) {
      harness.change(ModelAction.ADD_DETECTOR, "other", named("other"));
      harness.prepareSnapshotPreBarrier(1);
      send(harness, "pump", 0, 20);
      send(harness, "other", 0, 20);
      harness.change(ModelAction.REMOVE_DETECTOR, "pump", null);
      assertThat(forgotten(harness)).isEmpty();

      harness.prepareSnapshotPreBarrier(2);

      assertThat(forgotten(harness)).containsExactly("pump/p1");
      if (backend.equals("heap")) { // RocksDB cannot count
        assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
      }
      saved = harness.snapshot(2, 2);
    }
    try (var harness = windows(backend, PUMP, saved)) {
      send(harness, "other", 20, 40);
      harness.watermark(Long.MAX_VALUE);
      assertThat(harness.extractOutputValues())
          .extracting(Window::detector)
          .contains("other")
          .doesNotContain("pump");
    }
  }

  @Test
  void aChangeThatGivesWindowsAnotherMeaningStartsThemAnewAndOneThatDoesNotLeavesThem()
      throws Exception {
    try (var harness = windows("heap", PUMP, null)) {
      send(harness, "pump", 0, 20);
      harness.change(
          ModelAction.CHANGE_DETECTOR, "pump", PUMP.replace("openAfter: 2", "openAfter: 3"));
      harness.prepareSnapshotPreBarrier(1);
      assertThat(forgotten(harness)).isEmpty();

      harness.change(ModelAction.CHANGE_DETECTOR, "pump", PUMP.replace("length: 4", "length: 5"));
      harness.prepareSnapshotPreBarrier(2);

      assertThat(forgotten(harness)).containsExactly("pump/p1");
      send(harness, "pump", 20, 60);
      assertThat(harness.extractOutputValues())
          .filteredOn(window -> window.phase() == Window.Phase.LIVE)
          .last()
          .extracting(window -> window.values().length)
          .isEqualTo(10);
    }
  }

  @Test
  void aConfigurationThatSaysSomethingElseSinceIsNewerThanTheCommand() throws Exception {
    OperatorSubtaskState saved;
    try (var harness = windows("heap", PUMP, null)) {
      harness.change(ModelAction.REMOVE_DETECTOR, "pump", null);
      harness.prepareSnapshotPreBarrier(1);
      saved = harness.snapshot(1, 1);
    }
    try (var harness = windows("heap", PUMP.replace("openAfter: 2", "openAfter: 3"), saved)) {
      send(harness, "pump", 0, 40);
      assertThat(harness.extractOutputValues()).isNotEmpty();
    }
  }

  @Test
  void aChangeWhoseCheckpointWasCancelledOnItsWaySendsTheJobBack() throws Exception {
    try (var harness = windows("heap", PUMP, null)) {
      ModelChange change = new ModelChange("pump", ModelAction.REMOVE_DETECTOR, null, null);
      harness.processElement2(new StreamRecord<>(change.at(4)));

      assertThatThrownBy(() -> harness.prepareSnapshotPreBarrier(5))
          .hasMessageContaining("checkpoint 4 was cancelled on its way");
    }
  }

  private static String named(String detector) {
    return PUMP.replace("name: pump", "name: " + detector);
  }

  private static Detectors detectors(String yaml) {
    return Detectors.parse(Path.of("models"), yaml);
  }

  private static RedefinableHarness<Observation, Window> windows(
      String backend, String yaml, @Nullable OperatorSubtaskState saved) throws Exception {
    WindowFunction function = new WindowFunction(detectors(yaml), FORGET_AFTER, true);
    return RedefinableHarness.open(
        RedefinableOperator.of(function),
        observation -> new DetectorKey(observation.detector(), observation.key()),
        Types.WINDOW,
        backend,
        saved);
  }

  private static void send(
      RedefinableHarness<Observation, ?> harness, String detector, int from, int to)
      throws Exception {
    for (Observation o : SensorStream.noisy("p1", to, 99, 1).subList(from, to)) {
      harness.processElement1(
          new StreamRecord<>(
              new Observation(detector, o.key(), o.eventTimeMicros(), o.values(), o.source())));
      harness.watermark(o.eventTimeMillis() - 1);
    }
  }

  private static List<String> forgotten(RedefinableHarness<?, Window> harness) {
    return harness.extractOutputValues().stream()
        .filter(window -> window.phase() == Window.Phase.FORGOTTEN)
        .map(window -> window.detector() + "/" + window.key())
        .toList();
  }
}
