package io.tidemark.pipeline.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.window.PassReference.Cut;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * However events are interleaved within the lateness, spread over partitions and cut by restores
 * and changes of parallelism: the windows are those of a sorted single pass.
 */
@Tag("slow")
class WindowPropertyTest {
  private static final int KEYS = 6;
  private static final int SECONDS = 50;
  private static final int LATENESS_MILLIS = 2000;
  private static final int MAX_GAP = 3;

  private static final String RAW =
      Definitions.PUMP
          .replace("baseline: {per: key, warmup: 12}", "baseline: {per: model}")
          .replace(", aggregate: max", "");

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 60);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void windowsOnTheHeapAreThoseOfASortedSinglePass(long seed) throws Exception {
    check("heap", seed);
  }

  @ParameterizedTest
  @CsvSource({"101", "102", "103", "104", "105", "106"})
  void windowsInRocksDbAreThoseOfASortedSinglePass(long seed) throws Exception {
    check("rocksdb", seed);
  }

  private static void check(String backend, long seed) throws Exception {
    Random random = new Random(seed);
    List<Observation> sorted = events(random);
    List<Cut> expected = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      String name = "p" + key;
      expected.addAll(
          PassReference.windows(
              name, sorted.stream().filter(o -> o.key().equals(name)).toList(), 1000, 4, MAX_GAP));
    }
    List<Cut> found = run(backend, interleaved(sorted, random), random);
    Comparator<Cut> order = Comparator.comparing(Cut::key).thenComparing(Cut::endMillis);
    assertThat(expected).hasSizeGreaterThan(50);
    assertThat(found.stream().sorted(order).toList())
        .isEqualTo(expected.stream().sorted(order).toList());
  }

  /** Several events a tick, silence here and there, now and then for longer than the gap. */
  private static List<Observation> events(Random random) {
    List<Observation> events = new ArrayList<>();
    int[] silentUntil = new int[KEYS];
    for (int second = 0; second < SECONDS; second++) {
      for (int key = 0; key < KEYS; key++) {
        if (random.nextInt(15) == 0) {
          silentUntil[key] = second + 1 + random.nextInt(6);
        }
        if (second < silentUntil[key]) {
          continue;
        }
        int count = 1 + random.nextInt(3);
        for (int event = 0; event < count; event++) {
          long micros = second * 1_000_000L + random.nextInt(1_000_000);
          // Multiples of 1/8, so that no order of summing shows.
          double[] values = {random.nextInt(800) / 8.0, random.nextInt(80) / 8.0};
          SourcePosition source = new SourcePosition(random.nextInt(4), events.size());
          events.add(new Observation("pump", "p" + key, micros, values, source));
        }
      }
    }
    return events;
  }

  /** Each event is held back by less than the lateness. */
  private static List<Observation> interleaved(List<Observation> events, Random random) {
    record Arrival(long at, Observation event) {}
    return events.stream()
        .map(e -> new Arrival(e.eventTimeMillis() + random.nextInt(LATENESS_MILLIS), e))
        .sorted(Comparator.comparingLong(Arrival::at))
        .map(Arrival::event)
        .toList();
  }

  /** Cut in four at random; each part runs on another number of subtasks. */
  private static List<Cut> run(String backend, List<Observation> events, Random random)
      throws Exception {
    int[] parallelism = {1, 2, 4, 1 + random.nextInt(3)};
    List<Cut> found = new ArrayList<>();
    OperatorSubtaskState saved = null;
    int before = 1;
    long newest = Long.MIN_VALUE;
    int from = 0;
    for (int part = 0; part < parallelism.length; part++) {
      boolean last = part == parallelism.length - 1;
      int to = last ? events.size() : from + random.nextInt((events.size() - from) / 2 + 1);
      List<OperatorSubtaskState> states = new ArrayList<>();
      for (int subtask = 0; subtask < parallelism[part]; subtask++) {
        OperatorSubtaskState own =
            saved == null
                ? null
                : AbstractStreamOperatorTestHarness.repartitionOperatorState(
                    saved, 128, before, parallelism[part], subtask);
        try (WindowHarness harness =
            WindowHarness.open(
                new WindowHarness(
                    backend, WindowHarness.detectors(RAW), parallelism[part], subtask),
                own)) {
          long reached = newest;
          for (Observation event : events.subList(from, to)) {
            reached = Math.max(reached, event.eventTimeMillis());
            if (subtaskOf(event, parallelism[part]) == subtask) {
              harness.processElement(new StreamRecord<>(event));
            }
            harness.processWatermark(reached - 1);
          }
          states.add(harness.snapshot(1, 1));
          if (last) {
            harness.processWatermark(Long.MAX_VALUE);
          }
          harness.extractOutputValues().forEach(window -> found.add(cut(window)));
          assertThat(harness.getSideOutput(WindowFunction.LATE_EVENTS)).isNullOrEmpty();
        }
      }
      for (Observation event : events.subList(from, to)) {
        newest = Math.max(newest, event.eventTimeMillis());
      }
      saved =
          AbstractStreamOperatorTestHarness.repackageState(
              states.toArray(OperatorSubtaskState[]::new));
      before = parallelism[part];
      from = to;
    }
    return found;
  }

  private static int subtaskOf(Observation event, int parallelism) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(
        new DetectorKey(event.detector(), event.key()), 128, parallelism);
  }

  private static Cut cut(Window window) {
    List<Float> values = new ArrayList<>();
    for (float value : window.values()) {
      values.add(value);
    }
    return new Cut(window.key(), window.endMillis(), values);
  }
}
