package io.tidemark.pipeline.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.SeenMetrics;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.schemas.LateEvent;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowFunctionTest {
  private static final String LONGER = Definitions.PUMP.replace("length: 4", "length: 5");

  private final List<Observation> stream = SensorStream.noisy("p1", 40, 99, 1);

  @ParameterizedTest
  @CsvSource({"heap,7", "heap,16", "rocksdb,7", "rocksdb,16"})
  void aRestoredKeyCutsTheWindowsOfAnUndisturbedOne(String backend, int cut) throws Exception {
    List<Window> undisturbed = new ArrayList<>();
    try (WindowHarness harness = WindowHarness.open(backend, Definitions.PUMP, null)) {
      harness.send(stream);
      harness.processWatermark(Long.MAX_VALUE);
      undisturbed.addAll(harness.extractOutputValues());
    }
    List<Window> disturbed = new ArrayList<>();
    OperatorSubtaskState saved;
    try (WindowHarness harness = WindowHarness.open(backend, Definitions.PUMP, null)) {
      harness.send(stream.subList(0, cut));
      saved = harness.snapshot(1, 1);
      disturbed.addAll(harness.extractOutputValues());
    }
    try (WindowHarness harness = WindowHarness.open(backend, Definitions.PUMP, saved)) {
      harness.send(stream.subList(cut, stream.size()));
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
    try (WindowHarness harness = WindowHarness.open(backend, Definitions.PUMP, null)) {
      harness.send(stream.subList(0, 20));
      saved = harness.snapshot(1, 1);
    }
    try (WindowHarness harness = WindowHarness.open(backend, LONGER, saved)) {
      harness.send(stream.subList(20, 40));
      harness.processWatermark(Long.MAX_VALUE);
      List<Window> found = harness.extractOutputValues();
      assertThat(found.get(0).phase()).isEqualTo(Window.Phase.FORGOTTEN);
      assertThat(found.subList(1, found.size()))
          .isNotEmpty()
          .allSatisfy(window -> assertThat(window.values()).hasSize(10))
          .allSatisfy(window -> assertThat(window.startMillis()).isGreaterThanOrEqualTo(20_000));
    }
  }

  @Test
  void aWindowOfAChangedDefinitionIsGoneEvenWhenItsKeyOnlySpeaksLate() throws Exception {
    OperatorSubtaskState saved;
    SeenMetrics before = new SeenMetrics();
    try (var harness = new WindowHarness(WindowHarness.detectors(Definitions.PUMP), before)) {
      harness.open();
      harness.send(stream.subList(0, 20));
      saved = harness.snapshot(1, 1);
    }
    SeenMetrics metrics = new SeenMetrics();
    try (var harness = new WindowHarness(WindowHarness.detectors(LONGER), metrics)) {
      WindowHarness.open(harness, saved);
      harness.processWatermark(30_000);
      harness.processElement(new StreamRecord<>(stream.get(0)));
      assertThat(harness.extractOutputValues())
          .extracting(Window::phase)
          .containsExactly(Window.Phase.FORGOTTEN);
      assertThat(metrics.count("windowsRestarted")).isEqualTo(1);
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void aKeyThatIsToLearnAnewForgetsItsNormalOnce() throws Exception {
    SeenMetrics metrics = new SeenMetrics();
    try (var harness = new WindowHarness(WindowHarness.detectors(Definitions.PUMP), metrics)) {
      harness.open();
      harness.send(stream.subList(0, 20));
      LearnAnew anew = harness.learnAnew();
      anew.ask(new DetectorKey("pump", "another"));
      harness.send(stream.subList(20, 21));
      assertThat(metrics.gauge("detector.pump.keysWarmingUp")).isEqualTo(0L);

      anew.ask(new DetectorKey("pump", "p1"));
      harness.send(stream.subList(21, 30));

      assertThat(harness.extractOutputValues())
          .filteredOn(window -> window.phase() == Window.Phase.FORGOTTEN)
          .extracting(Window::key)
          .containsExactly("p1");
      assertThat(metrics.gauge("detector.pump.keysWarmingUp")).isEqualTo(1L);
      assertThat(anew.asked(new DetectorKey("pump", "p1"))).isFalse();
      assertThat(anew.asked(new DetectorKey("pump", "another"))).isTrue();
      harness.send(stream.subList(30, 40));
      assertThat(harness.finished())
          .filteredOn(window -> window.phase() == Window.Phase.CALIBRATION)
          .anySatisfy(window -> assertThat(window.startMillis()).isGreaterThanOrEqualTo(21_000));
      assertThat(metrics.gauge("detector.pump.keysWarmingUp")).isEqualTo(0L);
    }
  }

  @Test
  void aKeyThatIsForgottenWhileItWarmsUpDoesSoNoMore() throws Exception {
    SeenMetrics metrics = new SeenMetrics();
    try (var harness = new WindowHarness(WindowHarness.detectors(Definitions.PUMP), metrics)) {
      harness.open();
      harness.send(stream.subList(0, 5));
      harness.processWatermark(5_000 + WindowHarness.FORGET_AFTER.toMillis());
      assertThat(metrics.count("keysForgotten")).isEqualTo(1);
      assertThat(metrics.gauge("detector.pump.keysWarmingUp")).isEqualTo(0L);
    }
  }

  @Test
  void keysThatWarmUpAreCountedOverARestart() throws Exception {
    OperatorSubtaskState saved;
    SeenMetrics metrics = new SeenMetrics();
    try (var harness = new WindowHarness(WindowHarness.detectors(Definitions.PUMP), metrics)) {
      harness.open();
      harness.send(stream.subList(0, 5));
      assertThat(metrics.gauge("detector.pump.keysWarmingUp")).isEqualTo(1L);
      saved = harness.snapshot(1, 1);
    }
    SeenMetrics after = new SeenMetrics();
    try (var harness = new WindowHarness(WindowHarness.detectors(Definitions.PUMP), after)) {
      WindowHarness.open(harness, saved);
      assertThat(after.gauge("detector.pump.keysWarmingUp")).isEqualTo(1L);
      harness.send(stream.subList(5, stream.size()));
      assertThat(after.gauge("detector.pump.keysWarmingUp")).isEqualTo(0L);
      assertThat(after.count("lateEvents")).isZero();
    }
  }

  @Test
  void theKeysOfADetectorThatLeftTheConfigurationAreForgotten() throws Exception {
    OperatorSubtaskState saved;
    try (WindowHarness harness = WindowHarness.open("heap", Definitions.PUMP, null)) {
      harness.send(stream.subList(0, 20));
      saved = harness.snapshot(1, 1);
      assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
    }
    String another = Definitions.PUMP.replace("name: pump", "name: another");
    try (WindowHarness harness = WindowHarness.open("heap", another, saved)) {
      harness.processWatermark(Long.MAX_VALUE);
      assertThat(harness.extractOutputValues())
          .singleElement()
          .satisfies(
              window -> {
                assertThat(window.phase()).isEqualTo(Window.Phase.FORGOTTEN);
                assertThat(window.detector()).isEqualTo("pump");
              });
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void aLateEventGoesAsideAndChangesNothing() throws Exception {
    SeenMetrics metrics = new SeenMetrics();
    try (var harness = new WindowHarness(WindowHarness.detectors(Definitions.PUMP), metrics)) {
      harness.open();
      harness.processWatermark(3_500);
      harness.processElement(new StreamRecord<>(SensorStream.at("p1", 200, 17, 1, 2)));
      assertThat(harness.numKeyedStateEntries()).isZero();
      assertThat(metrics.count("lateEvents")).isEqualTo(1);
      LateEvent late = harness.getSideOutput(WindowFunction.LATE_EVENTS).element().getValue();
      assertThat(late.getKey()).isEqualTo("p1");
      assertThat(late.getOffset()).isEqualTo(17);
      assertThat(late.getLateness()).isEqualTo(3_500 - 2_999);
    }
  }

  @Test
  void orderWithinTheLatenessDoesNotMatter() throws Exception {
    List<Window> inOrder = new ArrayList<>();
    try (WindowHarness harness = WindowHarness.open("heap", Definitions.PUMP, null)) {
      harness.send(stream);
      harness.processWatermark(Long.MAX_VALUE);
      inOrder.addAll(harness.extractOutputValues());
    }
    List<Observation> swapped = new ArrayList<>(stream);
    for (int i = 0; i + 1 < swapped.size(); i += 2) {
      swapped.set(i, stream.get(i + 1));
      swapped.set(i + 1, stream.get(i));
    }
    try (WindowHarness harness = WindowHarness.open("heap", Definitions.PUMP, null)) {
      harness.send(swapped);
      harness.processWatermark(Long.MAX_VALUE);
      assertThat(harness.extractOutputValues()).usingRecursiveComparison().isEqualTo(inOrder);
    }
  }

  @ParameterizedTest
  @CsvSource({"heap", "rocksdb"})
  void forgetsAKeyThatHasBeenSilentForLong(String backend) throws Exception {
    long silence = WindowHarness.FORGET_AFTER.toMillis();
    try (WindowHarness harness = WindowHarness.open(backend, Definitions.PUMP, null)) {
      harness.send(stream);
      harness.processWatermark(40_000 + silence - 1);
      assertThat(harness.extractOutputValues())
          .noneMatch(window -> window.phase() == Window.Phase.FORGOTTEN);
      harness.processWatermark(40_000 + silence);
      List<Window> found = harness.extractOutputValues();
      assertThat(found.get(found.size() - 1).phase()).isEqualTo(Window.Phase.FORGOTTEN);
      assertThat(found.get(found.size() - 1).key()).isEqualTo("p1");
      assertThat(harness.numEventTimeTimers()).isZero();
      if (backend.equals("heap")) { // RocksDB cannot count
        assertThat(harness.numKeyedStateEntries()).isZero();
      }
    }
  }

  @Test
  void aKeyThatSpeaksHasOneTimerBesideThoseOfItsOpenTicks() throws Exception {
    try (WindowHarness harness = WindowHarness.open("heap", Definitions.PUMP, null)) {
      harness.send(SensorStream.noisy("p1", 2_000, 9_999, 1));
      assertThat(harness.numEventTimeTimers()).isLessThanOrEqualTo(1 + 4);
      assertThat(harness.extractOutputValues())
          .noneMatch(window -> window.phase() == Window.Phase.FORGOTTEN);
    }
  }

  @Test
  void theEndOfTheInputForgetsNobody() throws Exception {
    try (WindowHarness harness = WindowHarness.open("heap", Definitions.PUMP, null)) {
      harness.send(stream);
      assertThat(harness.finished()).noneMatch(window -> window.phase() == Window.Phase.FORGOTTEN);
    }
  }

  @Test
  void absurdReadingsAndTimesCostAKeyAWindowAtMost() throws Exception {
    List<Observation> poisoned = new ArrayList<>();
    poisoned.add(SensorStream.at("p1", 0, 0, 1e300, -1e300)); // 1970, and past what a float holds
    long now = 1_800_000_000_000L;
    for (Observation o : stream) {
      poisoned.add(
          SensorStream.at("p1", now + o.eventTimeMillis(), 1, o.values()[0], o.values()[1]));
      poisoned.add(SensorStream.at("p1", now + o.eventTimeMillis(), 1, Double.NaN, Double.NaN));
      poisoned.add(SensorStream.at("p1", -1, 1, 1, 1)); // before 1970, and late
    }
    poisoned.add(SensorStream.at("p1", 7_258_118_400_000L, 1, 1, 1)); // 2200
    try (WindowHarness harness = WindowHarness.open("heap", Definitions.PUMP, null)) {
      harness.send(poisoned);
      List<Window> found = harness.finished();
      assertThat(found).hasSizeGreaterThan(30);
      for (Window window : found) {
        for (float value : window.values()) {
          assertThat(Float.isFinite(value)).isTrue();
        }
      }
      assertThat(harness.getSideOutput(WindowFunction.LATE_EVENTS)).hasSize(stream.size());
    }
  }

  @Test
  void aKeyWithHalfOfAllEventsDoesNotStopTheOthers() throws Exception {
    List<Observation> all = new ArrayList<>();
    for (Observation o : stream) {
      for (int i = 0; i < 500; i++) {
        all.add(SensorStream.at("hot", o.eventTimeMillis() + i, i, o.values()));
        all.add(SensorStream.at("p" + i, o.eventTimeMillis() + i, i, o.values()));
      }
    }
    try (WindowHarness harness = WindowHarness.open("heap", Definitions.PUMP, null)) {
      harness.send(all);
      List<Window> found = harness.finished();
      assertThat(found.stream().map(Window::key).distinct()).hasSize(501);
      assertThat(found).hasSize(501 * (9 + 28));
    }
  }

  private static final String LIMITED =
      Definitions.PUMP.replace("key: deviceId", "key: deviceId, maxKeys: 3");

  @Test
  void keysBeyondTheLimitAreRefusedUntilOthersAreForgotten() throws Exception {
    OperatorSubtaskState saved;
    try (WindowHarness harness = WindowHarness.open("heap", LIMITED, null)) {
      for (int key = 0; key < 5; key++) {
        harness.processElement(new StreamRecord<>(first("k" + key)));
        harness.processElement(new StreamRecord<>(first("k" + key)));
      }
      assertThat(harness.numKeyedStateEntries()).isEqualTo(3);
      assertThat(refused(harness)).hasSize(4).allMatch(detail -> detail.contains("maxKeys: 3"));
      saved = harness.snapshot(1, 1);
    }
    try (WindowHarness harness = WindowHarness.open("heap", LIMITED, saved)) {
      harness.processElement(new StreamRecord<>(first("k1")));
      harness.processElement(new StreamRecord<>(first("k7")));
      assertThat(refused(harness)).hasSize(1).allMatch(detail -> detail.endsWith("one more: k7"));

      harness.processWatermark(WindowHarness.FORGET_AFTER.multipliedBy(2).toMillis());
      assertThat(harness.numKeyedStateEntries()).isZero();
      for (int key = 10; key < 14; key++) {
        Observation later = SensorStream.noisy("k" + key, 2_000, 99, 1).get(1_999);
        harness.processElement(new StreamRecord<>(later));
      }
      assertThat(refused(harness)).hasSize(2);
    }
  }

  private static Observation first(String key) {
    return SensorStream.noisy(key, 2, 99, 1).get(0);
  }

  private static List<String> refused(WindowHarness harness) {
    var letters = harness.getSideOutput(WindowFunction.DEAD_LETTERS);
    return letters == null
        ? List.of()
        : letters.stream().map(letter -> letter.getValue().getDetail()).toList();
  }
}
