package io.tidemark.detector.linear;

/** Keeps values between two bounds. */
public final class Clip {
  private Clip() {}

  /**
   * The value, or the nearest that is no further from zero than {@code most}; NaN for NaN. With
   * comparisons: {@code Math.max} and {@code Math.min} of doubles take several times as long.
   */
  public static double within(double value, double most) {
    return value > most ? most : value < -most ? -most : value;
  }
}
