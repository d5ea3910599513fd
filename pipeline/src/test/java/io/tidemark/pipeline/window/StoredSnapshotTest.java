package io.tidemark.pipeline.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.detector.window.Window;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an earlier version of the job left in a snapshot still goes on. The snapshots lie beside
 * this test; each release adds the one of its own version: {@code -Dtidemark.store.snapshot=FILE}.
 */
class StoredSnapshotTest {
  /**
   * Seconds of the stream that went into the snapshot: the first keys are warm, the last is not.
   */
  private static final int STORED_SECONDS = 30;

  private static final int SECONDS = 60;

  private static final String DETECTOR =
      """
      name: pump
      events: {topic: sensor-events, type: SensorEvent, key: deviceId}
      features:
        - {name: mean, from: readings.A}
        - {name: deviation, from: readings.A, aggregate: stddev}
        - {name: rate, from: readings.B, aggregate: rate}
        - {name: sites, from: tags.site, aggregate: distinct}
        - {name: events, from: readings.A, aggregate: count}
        - {name: last, from: readings.A, aggregate: last}
        - {name: least, from: readings.A, aggregate: min}
        - {name: sum, from: readings.A, aggregate: sum}
      window: {tick: 1s, length: 8, stride: 2, lateness: 3s, maxGap: 3}
      baseline: {per: key, warmup: 18}
      model: {path: pump.onnx, provider: cpu}
      threshold: {method: quantile, quantile: 0.99, factor: 1.5}
      alerts: {openAfter: 2, resolveAfter: 3, updateEvery: 5s}
      """;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void goesOnFromAStoredSnapshot(int version) throws Exception {
    URL stored =
        Objects.requireNonNull(getClass().getResource("windows-of-version-" + version + ".bin"));
    OperatorSubtaskState saved =
        OperatorSnapshotUtil.readStateHandle(Path.of(stored.toURI()).toString());
    List<Window> found;
    try (WindowHarness harness = WindowHarness.open("heap", DETECTOR, saved)) {
      harness.send(stream(STORED_SECONDS, SECONDS));
      found = harness.finished();
    }
    List<Window> expected;
    try (WindowHarness harness = WindowHarness.open("heap", DETECTOR, null)) {
      harness.send(stream(0, STORED_SECONDS));
      int before = harness.extractOutputValues().size();
      harness.send(stream(STORED_SECONDS, SECONDS));
      List<Window> all = harness.finished();
      expected = all.subList(before, all.size());
    }
    assertThat(expected).hasSizeGreaterThan(30);
    assertThat(expected).anyMatch(window -> window.phase() == Window.Phase.CALIBRATION);
    assertThat(byKey(found)).usingRecursiveComparison().isEqualTo(byKey(expected));
  }

  @Test
  @EnabledIfSystemProperty(named = "tidemark.store.snapshot", matches = ".+")
  void storesASnapshot() throws Exception {
    try (WindowHarness harness = WindowHarness.open("heap", DETECTOR, null)) {
      harness.send(stream(0, STORED_SECONDS));
      OperatorSnapshotUtil.writeStateHandle(
          harness.snapshot(1, 1), System.getProperty("tidemark.store.snapshot"));
    }
  }

  /** Windows of different keys that end together come in any order. */
  private static List<Window> byKey(List<Window> windows) {
    return windows.stream()
        .sorted(Comparator.comparing(Window::key).thenComparing(Window::endMillis))
        .toList();
  }

  /** Four keys: steady, with gaps, seen by two partitions, and one that comes late. */
  private static List<Observation> stream(int from, int to) {
    Random random = new Random(7);
    List<Observation> stream = new ArrayList<>();
    for (int second = 0; second < to; second++) {
      for (int event = 0; event < 12; event++) {
        int key = event % 4;
        double a = 10 + random.nextGaussian();
        double site = random.nextInt(20);
        boolean silent = (key == 1 && second % 7 < 2) || (key == 3 && second < 20);
        if (silent || second < from) {
          continue;
        }
        double[] values = {a, a, second % 40 * 100.0 + key, site, 1, a, a, a};
        SourcePosition source =
            new SourcePosition(key == 2 ? event % 3 : key, second * 12L + event);
        long micros = (second * 1000L + event * 80L) * 1000;
        stream.add(new Observation("pump", "pump-" + key, micros, values, source));
      }
    }
    return stream;
  }
}
