package io.tidemark.detector.definition;

import java.util.Locale;

/** On which side of the expected value a feature's deviation counts. */
public enum Direction {
  ABOVE,
  BELOW,
  BOTH;

  /** Whether a deviation, observed minus expected, counts. */
  public boolean admits(double deviation) {
    return this == BOTH || (this == ABOVE ? deviation > 0 : deviation < 0);
  }

  /** The name in definitions. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
