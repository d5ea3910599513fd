package io.tidemark.detector.tick;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * What is remembered of the counters of one key, from which the next tick's rate is measured.
 *
 * <p>A counter only rises. A reading below the one before it has one of two causes. Either the
 * counter has wrapped around at 2<sup>32</sup> or 2<sup>64</sup>: then the increase is known. Or it
 * was reset, or one of the two readings is wrong (a device that reads 0 while it starts, a copy
 * that lags behind): then nobody knows how far it rose, and the tick has no rate.
 *
 * <p>Two things are believed only where the rate is at most {@link #PLAUSIBLE} times the highest of
 * late: that a counter has wrapped, and an increase from a reading in doubt. The first reading is
 * in doubt, and so is one below the reading before it, until the counter has risen from it or has
 * read the same {@link #CONFIRMED} times more. So whatever a counter does that shows as a fall, no
 * rate is larger than both the true one and that bound.
 */
public final class CounterMemory {
  /** How many times the highest rate of late an increase may be where its start is in doubt. */
  static final double PLAUSIBLE = 2;

  /** How many equal readings confirm one in doubt; a device may read 0 more than once. */
  static final int CONFIRMED = 5;

  /** By what the highest rate of late fades with each tick: to half in 69 ticks. */
  private static final double FADING = 0.99;

  /** The numbers of values that counters of 32 and 64 bits have. */
  private static final double[] MODULI = {0x1p32, 0x1p64};

  private final double[] values;
  private final long[] micros;

  /** The highest rate of late, a second. */
  private final double[] highest;

  /** How many equal readings are still to confirm the last one; 0 where it is not in doubt. */
  private final int[] doubts;

  public CounterMemory(int features) {
    values = new double[features];
    micros = new long[features];
    highest = new double[features];
    doubts = new int[features];
    forget();
  }

  /**
   * Increase a second since the reading before, and remembers the new one.
   *
   * @return NaN where it is not known
   */
  double rate(int feature, double value, long atMicros) {
    double before = values[feature];
    double seconds = (atMicros - micros[feature]) / 1e6;
    values[feature] = value;
    micros[feature] = atMicros;
    if (Double.isNaN(before) || seconds <= 0) {
      return Double.NaN;
    }
    return value >= before
        ? risen(feature, (value - before) / seconds)
        : fallen(feature, before, value, seconds);
  }

  private double risen(int feature, double rate) {
    boolean sure = doubts[feature] == 0;
    boolean believed = sure || (rate > 0 && isPlausible(feature, rate));
    doubts[feature] = sure || rate > 0 ? 0 : doubts[feature] - 1;
    highest[feature] = Math.max(sure ? rate : 0, highest[feature] * FADING);
    return believed ? rate : Double.NaN;
  }

  private double fallen(int feature, double before, double value, double seconds) {
    boolean sure = doubts[feature] == 0;
    doubts[feature] = CONFIRMED;
    for (double modulus : MODULI) {
      double rate = (modulus - before + value) / seconds;
      if (sure && before <= modulus && rate >= 0 && isPlausible(feature, rate)) {
        return rate;
      }
    }
    return Double.NaN;
  }

  private boolean isPlausible(int feature, double rate) {
    return rate <= PLAUSIBLE * highest[feature];
  }

  /** Forgets all readings: the next one of each counter has no rate. */
  public void forget() {
    Arrays.fill(values, Double.NaN);
    Arrays.fill(highest, 0);
    Arrays.fill(doubts, CONFIRMED);
  }

  /** Writes what is remembered of one counter. */
  void write(int feature, DataOutput out) throws IOException {
    out.writeDouble(values[feature]);
    out.writeLong(micros[feature]);
    out.writeDouble(highest[feature]);
    out.writeByte(doubts[feature]);
  }

  /** Reads what {@link #write} wrote. */
  void read(int feature, DataInput in) throws IOException {
    values[feature] = in.readDouble();
    micros[feature] = in.readLong();
    highest[feature] = in.readDouble();
    doubts[feature] = in.readByte();
  }
}
