package io.tidemark.detector.tick;

import io.tidemark.detector.definition.Aggregate;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

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

  /** Where among the slots the number of values stands. */
  int countSlot() {
    return this == SUMMING ? 2 : 0;
  }

  /**
   * Writes the slots: the count with a bit that says whether the rest is exact in floats, then the
   * rest. Slots that follow from a single value take no room.
   */
  void write(double[] slots, int at, DataOutput out) throws IOException {
    long count = (long) slots[at + countSlot()];
    int written = written(count);
    boolean floats = true;
    for (int i = 0; i < written; i++) {
      double slot = slots[at + slotWritten(i)];
      floats &= (float) slot == slot;
    }
    StateFormat.writeCount(count << 1 | (floats ? 1 : 0), out);
    for (int i = 0; i < written; i++) {
      double slot = slots[at + slotWritten(i)];
      if (floats) {
        out.writeFloat((float) slot);
      } else {
        out.writeDouble(slot);
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  void read(double[] slots, int at, DataInput in) throws IOException {
    long head = StateFormat.readCount(in);
    long count = head >>> 1;
    slots[at + countSlot()] = count;
    for (int i = 0; i < written(count); i++) {
      slots[at + slotWritten(i)] = (head & 1) == 1 ? in.readFloat() : in.readDouble();
    }
    if (count == 1 && this == EXTREMES) {
      slots[at + 2] = slots[at + 1];
    }
  }

  /** How many slots beside the count are written. */
  private int written(long count) {
    if (count == 0) {
      return 0;
    }
    // Of a single value: the sum has no compensation, the moments no squares, both extremes are it.
    return count == 1 && this != LATEST ? 1 : 2;
  }

  private int slotWritten(int i) {
    return this == SUMMING ? i : i + 1;
  }

  abstract void add(double[] slots, int at, double value, long micros);

  static Accumulator of(Aggregate aggregate) {
    return switch (aggregate) {
      case MEAN, SUM, COUNT, DISTINCT -> SUMMING; // distinct has a sketch instead
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
