package io.tidemark.pipeline.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.LateEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowFunctionTest {

  private final List<Observation> stream = SensorStream.noisy("p1", 40, 99, 1);

  @ParameterizedTest
  @CsvSource({"heap,7", "heap,16", "rocksdb,7", "rocksdb,16"})
  void aRestoredKeyCutsTheWindowsOfAnUndisturbedOne(String backend, int cut) throws Exception {
    List<Window> undisturbed = new ArrayList<>();
    try (Harness harness = harness(backend, Definitions.PUMP, null)) {
      send(harness, stream);
      harness.processWatermark(Long.MAX_VALUE);
      undisturbed.addAll(harness.extractOutputValues());
    }
    List<Window> disturbed = new ArrayList<>();
    OperatorSubtaskState saved;
    try (Harness harness = harness(backend, Definitions.PUMP, null)) {
      send(harness, stream.subList(0, cut));
      saved = harness.snapshot(1, 1);
      disturbed.addAll(harness.extractOutputValues());
    }
    try (Harness harness = harness(backend, Definitions.PUMP, saved)) {
      send(harness, stream.subList(cut, stream.size()));
      harness.processWatermark(Long.MAX_VALUE);
      disturbed.addAll(harness.extractOutputValues());
    }
    assertThat(undisturbed).hasSizeGreaterThan(30);
    assertThat(disturbed).usingRecursiveComparison().isEqualTo(undisturbed);
  }

  @ParameterizedTest
  @CsvSource({"heap", "rocksdb"})
  void aChangedDefinitionStartsTheWindowAnew(String backend) throws Exception {
    OperatorSubtaskState saved;
    try (Harness harness = harness(backend, Definitions.PUMP, null)) {
      send(harness, stream.subList(0, 20));
      saved = harness.snapshot(1, 1);
    }
    String changed = Definitions.PUMP.replace("length: 4", "length: 5");
    try (Harness harness = harness(backend, changed, saved)) {
      send(harness, stream.subList(20, 40));
      harness.processWatermark(Long.MAX_VALUE);
      assertThat(harness.extractOutputValues())
          .isNotEmpty()
          .allSatisfy(window -> assertThat(window.values()).hasSize(10))
          .allSatisfy(window -> assertThat(window.startMillis()).isGreaterThanOrEqualTo(20_000));
    }
  }

  @Test
  void aDetectorThatLeftTheJobLeavesNothingBehind() throws Exception {
    OperatorSubtaskState saved;
    try (Harness harness = harness("heap", Definitions.PUMP, null)) {
      send(harness, stream.subList(0, 20));
      saved = harness.snapshot(1, 1);
      assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
    }
    String another = Definitions.PUMP.replace("name: pump", "name: another");
    try (Harness harness = harness("heap", another, saved)) {
      harness.processWatermark(Long.MAX_VALUE);
      assertThat(harness.extractOutputValues()).isEmpty();
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void aLateEventGoesAsideAndChangesNothing() throws Exception {
    try (Harness harness = harness("heap", Definitions.PUMP, null)) {
      harness.processWatermark(3_500);
      harness.processElement(new StreamRecord<>(SensorStream.at("p1", 200, 17, 1, 2)));
      assertThat(harness.numKeyedStateEntries()).isZero();
      LateEvent late = harness.getSideOutput(WindowFunction.LATE_EVENTS).element().getValue();
      assertThat(late.getKey()).isEqualTo("p1");
      assertThat(late.getOffset()).isEqualTo(17);
      assertThat(late.getLateness()).isEqualTo(3_500 - 2_999);
    }
  }

  @Test
  void orderWithinTheLatenessDoesNotMatter() throws Exception {
    List<Window> inOrder = new ArrayList<>();
    try (Harness harness = harness("heap", Definitions.PUMP, null)) {
      send(harness, stream);
      harness.processWatermark(Long.MAX_VALUE);
      inOrder.addAll(harness.extractOutputValues());
    }
    List<Observation> swapped = new ArrayList<>(stream);
    for (int i = 0; i + 1 < swapped.size(); i += 2) {
      swapped.set(i, stream.get(i + 1));
      swapped.set(i + 1, stream.get(i));
    }
    try (Harness harness = harness("heap", Definitions.PUMP, null)) {
      send(harness, swapped);
      harness.processWatermark(Long.MAX_VALUE);
      assertThat(harness.extractOutputValues()).usingRecursiveComparison().isEqualTo(inOrder);
    }
  }

  /** Each event with the watermark that follows from it. */
  private static void send(Harness harness, List<Observation> stream) throws Exception {
    long newest = Long.MIN_VALUE;
    for (Observation observation : stream) {
      harness.processElement(new StreamRecord<>(observation));
      newest = Math.max(newest, observation.eventTimeMillis());
      harness.processWatermark(newest - 1);
    }
  }

  private static Harness harness(
      String backend, String yaml, @org.jspecify.annotations.Nullable OperatorSubtaskState saved)
      throws Exception {
    Harness harness = new Harness(Detectors.parse(Path.of("models"), yaml), backend);
    if (saved != null) {
      harness.initializeState(saved);
    }
    harness.open();
    return harness;
  }

  private static final class Harness
      extends KeyedOneInputStreamOperatorTestHarness<DetectorKey, Observation, Window> {
    Harness(Detectors detectors, String backend) throws Exception {
      super(
          new KeyedProcessOperator<>(new WindowFunction(detectors)),
          observation -> new DetectorKey(observation.detector(), observation.key()),
          Types.KEY);
      StateBackend store =
          backend.equals("heap") ? new HashMapStateBackend() : new EmbeddedRocksDBStateBackend();
      setStateBackend(store);
      getExecutionConfig().enableObjectReuse();
    }
  }
}
