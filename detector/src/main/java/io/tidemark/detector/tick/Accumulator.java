package io.tidemark.detector.tick;

import io.tidemark.detector.definition.Aggregate;

/**
 * How the numbers of one feature gather within a tick, in a few slots of a shared array. A sum
 * keeps Neumaier's compensation (1974), so that the order of arrival does not show in the float
 * that leaves the tick.
 */
enum Accumulator {
  /** Slots: sum, compensation, count. */
  SUMMING(3) {
    @Override
    void add(double[] slots, int at, double value, long micros) {
      compensatedAdd(slots, at, value);
      slots[at + 2]++;
    }
  },
  /** Slots: count, mean, sum of squared differences from the mean (Welford 1962). */
  MOMENTS(3) {
    @Override
    void add(double[] slots, int at, double value, long micros) {
      slots[at]++;
      double difference = value - slots[at + 1];
      slots[at + 1] += difference / slots[at];
      slots[at + 2] += difference * (value - slots[at + 1]);
    }
  },
  /** Slots: count, smallest value, largest value. */
  EXTREMES(3) {
    @Override
    void add(double[] slots, int at, double value, long micros) {
      slots[at + 1] = slots[at] == 0 ? value : Math.min(slots[at + 1], value);
      slots[at + 2] = slots[at] == 0 ? value : Math.max(slots[at + 2], value);
      slots[at]++;
    }
  },
  /**
   * Slots: count, event time, value. Of equal times the larger value stands, whichever came first.
   */
  LATEST(3) {
    @Override
    void add(double[] slots, int at, double value, long micros) {
      boolean later = slots[at] == 0 || micros > slots[at + 1];
      if (later || (micros == slots[at + 1] && value > slots[at + 2])) {
        slots[at + 1] = micros;
        slots[at + 2] = value;
      }
      slots[at]++;
    }
  };

  final int slots;

  Accumulator(int slots) {
    this.slots = slots;
  }

  abstract void add(double[] slots, int at, double value, long micros);

  static Accumulator of(Aggregate aggregate) {
    return switch (aggregate) {
      case MEAN, SUM, COUNT, DISTINCT -> SUMMING;
      case STDDEV -> MOMENTS;
      case MIN, MAX -> EXTREMES;
      case LAST, RATE -> LATEST;
    };
  }

  private static void compensatedAdd(double[] slots, int at, double value) {
    double sum = slots[at] + value;
    slots[at + 1] +=
        Math.abs(slots[at]) >= Math.abs(value)
            ? (slots[at] - sum) + value
            : (value - sum) + slots[at];
    slots[at] = sum;
  }
}
