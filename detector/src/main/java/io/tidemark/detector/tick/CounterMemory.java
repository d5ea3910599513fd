package io.tidemark.detector.tick;

import java.util.Arrays;

/** The last reading of each counter of one key, from which the next tick's rate is measured. */
public final class CounterMemory {
  final double[] values;
  final long[] micros;

  public CounterMemory(int features) {
    this(filled(features), new long[features]);
  }

  CounterMemory(double[] values, long[] micros) {
    this.values = values;
    this.micros = micros;
  }

  /**
   * Increase a second since the reading before, and remembers the new one. A counter that went back
   * has restarted at 0 in between, so all of its value is increase.
   *
   * @return NaN for the first reading
   */
  double rate(int feature, double value, long atMicros) {
    double before = values[feature];
    double seconds = (atMicros - micros[feature]) / 1e6;
    values[feature] = value;
    micros[feature] = atMicros;
    if (Double.isNaN(before) || seconds <= 0) {
      return Double.NaN;
    }
    return (value >= before ? value - before : value) / seconds;
  }

  /** Forgets all readings: the next one of each counter has no rate. */
  public void forget() {
    Arrays.fill(values, Double.NaN);
  }

  private static double[] filled(int features) {
    double[] values = new double[features];
    Arrays.fill(values, Double.NaN);
    return values;
  }
}
