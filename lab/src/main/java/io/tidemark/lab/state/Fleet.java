package io.tidemark.lab.state;

import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.lab.BenchModel;
import java.io.Serializable;
import java.util.SplittableRandom;

/**
 * Devices with eight noisy sensors that speak once a tick, round robin, from four partitions.
 *
 * @param keys how many devices
 */
record Fleet(int keys) implements Serializable {
  static final int TICK_MILLIS = 10_000;

  /** The detector that watches them. */
  static final BenchModel MODEL = new BenchModel(30, 8, 32, TICK_MILLIS);

  /** Size of what the state is about: window length times features, as floats. */
  static final int RAW_BYTES = MODEL.length() * MODEL.features() * Float.BYTES;

  /** Ticks of a device's life before it is measured: its warm-up and its first verdicts. */
  static final int TICKS_BEFORE = MODEL.warmup() + 10;

  private static final int PARTITIONS = 4;

  /** The event of this number in the stream that is measured. */
  Observation event(long number) {
    return observation((int) (number % keys), TICKS_BEFORE + number / keys);
  }

  /** The device's event in a tick, spread over the tick like the other devices' events. */
  Observation observation(int device, long tick) {
    long offset = (tick * keys + device) / PARTITIONS;
    SplittableRandom random = new SplittableRandom(tick * 1_000_003L + device);
    double[] values = new double[MODEL.features()];
    for (int f = 0; f < values.length; f++) {
      values[f] = 20 + device % 50 + random.nextDouble();
    }
    long micros = (tick * TICK_MILLIS + offsetMillis(device)) * 1000;
    return new Observation(
        "bench", key(device), micros, values, new SourcePosition(device % PARTITIONS, offset));
  }

  /** When in each tick a device speaks. */
  long offsetMillis(int device) {
    return (long) device * TICK_MILLIS / keys;
  }

  static String key(int device) {
    return "device-%08d".formatted(device);
  }
}
