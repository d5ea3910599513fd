package io.tidemark.benchmarks.state;

import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.detector.window.KeyWindow;
import io.tidemark.detector.window.KeyWindows;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.window.KeyState;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Devices with eight noisy sensors that speak once a tick, round robin, from four partitions.
 *
 * @param keys how many devices
 */
record Fleet(int keys) implements Serializable {
  static final int LENGTH = 30;
  static final int FEATURES = 8;

  /** Size of what the state is about: window length times features, as floats. */
  static final int RAW_BYTES = LENGTH * FEATURES * Float.BYTES;

  static final long TICK_MILLIS = 10_000;
  private static final int PARTITIONS = 4;
  private static final int TICKS_BEFORE = 40;
  private static final String YAML =
      """
      name: fleet
      events: {topic: sensor-events, type: SensorEvent, key: deviceId}
      features:
        - {name: s0, from: readings.s0}
        - {name: s1, from: readings.s1}
        - {name: s2, from: readings.s2}
        - {name: s3, from: readings.s3}
        - {name: s4, from: readings.s4}
        - {name: s5, from: readings.s5}
        - {name: s6, from: readings.s6}
        - {name: s7, from: readings.s7}
      window: {tick: 10s, length: 30, stride: 1, lateness: 5s, maxGap: 10}
      baseline: {per: key, warmup: 37}
      model: {path: fleet.onnx, provider: cpu}
      threshold: {method: quantile, quantile: 0.99, factor: 1.5}
      alerts: {openAfter: 2, resolveAfter: 10, updateEvery: 1m}
      """;

  static Detectors detectors() {
    return Detectors.parse(Path.of("models"), YAML);
  }

  static DetectorDefinition definition() {
    return DefinitionReader.parse(YAML, Path.of("models"));
  }

  /** The event of this number in the stream after warm-up. */
  Observation event(long number) {
    return observation((int) (number % keys), TICKS_BEFORE + number / keys);
  }

  /** The device's event in a tick, spread over the tick like the other devices' events. */
  private Observation observation(int device, long tick) {
    long offset = (tick * keys + device) / PARTITIONS;
    SplittableRandom random = new SplittableRandom(tick * 1_000_003L + device);
    double[] values = new double[FEATURES];
    for (int f = 0; f < FEATURES; f++) {
      values[f] = 20 + device % 50 + random.nextDouble();
    }
    long micros = tick * TICK_MILLIS * 1000 + device * TICK_MILLIS * 1000 / keys;
    return new Observation(
        "fleet", key(device), micros, values, new SourcePosition(device % PARTITIONS, offset));
  }

  static String key(int device) {
    return "device-%08d".formatted(device);
  }

  /** A device's state after its warm-up: a full window and the last tick still open. */
  KeyState warm(int device, KeyWindows windows, @Nullable DetectorDefinition definition) {
    return KeyState.of(definition == null ? definition() : definition, warmed(device, windows));
  }

  KeyWindow warmed(int device, KeyWindows windows) {
    KeyWindow window = windows.start();
    for (int tick = 0; tick < TICKS_BEFORE; tick++) {
      windows.add(window, observation(device, tick), Long.MIN_VALUE);
      windows.advance(window, key(device), tick * TICK_MILLIS + 4_999, unscored -> {});
    }
    return window;
  }

  /** When the last tick of the warm-up closes. */
  static long closing() {
    return TICKS_BEFORE * TICK_MILLIS + 4_999;
  }
}
