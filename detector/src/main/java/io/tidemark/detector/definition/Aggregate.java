package io.tidemark.detector.definition;

import java.util.Locale;

/** How the values of one feature within one tick become the tick's value. */
public enum Aggregate {
  MEAN,
  SUM,
  MIN,
  MAX,
  /** The value with the latest event time. */
  LAST,
  /** Number of events that have the field; it need not be numeric. */
  COUNT,
  /** Estimated number of different values; the field may be text. */
  DISTINCT,
  /** Population standard deviation. */
  STDDEV,
  /**
   * Increase a second of a counter since the tick before, also where it has wrapped around at 32 or
   * 64 bits; none where the counter has gone back otherwise.
   */
  RATE;

  /** Whether the field may be text. */
  public boolean acceptsText() {
    return this == COUNT || this == DISTINCT;
  }

  /**
   * Whether a tick without matching events has the value 0 rather than none: no flows seen is 0
   * flows.
   */
  public boolean zeroWhenEmpty() {
    return this == SUM || this == COUNT || this == DISTINCT;
  }

  /** The name in definitions. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
