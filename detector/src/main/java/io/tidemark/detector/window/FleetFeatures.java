package io.tidemark.detector.window;

import java.util.List;

/**
 * What the features of a fleet's keys do, as training saw it, in the order of the model's features:
 * a warm-up is short, and does not show by itself how far a feature strays later.
 *
 * @param wander how many times further than in its warm-up a feature strays; at least 1
 * @param usualScale scale that the feature has with most keys that move, raw unit; 0 where none
 *     moved, or they have nothing in common
 * @param level median of the feature over all keys, raw unit
 * @param covariance of the features' standard scores on the same tick, a packed lower triangle
 */
public record FleetFeatures(
    List<Double> wander, List<Double> usualScale, List<Double> level, List<Double> covariance) {
  /** Of a model whose file does not say. */
  public static final FleetFeatures UNKNOWN =
      new FleetFeatures(List.of(), List.of(), List.of(), List.of());

  private static final double MOST_WANDER = 1e6;

  public FleetFeatures {
    wander = List.copyOf(wander);
    usualScale = List.copyOf(usualScale);
    level = List.copyOf(level);
    covariance = List.copyOf(covariance);
    if (usualScale.size() != wander.size() || level.size() != wander.size()) {
      throw new IllegalArgumentException(
          "wander, usual scale and level are of %d, %d and %d features; they must be the same"
              .formatted(wander.size(), usualScale.size(), level.size()));
    }
    wander.forEach(value -> requireRange("wander", value, 1, MOST_WANDER));
    usualScale.forEach(value -> requireRange("usual scale", value, 0, Float.MAX_VALUE));
    level.forEach(value -> requireRange("level", value, -Float.MAX_VALUE, Float.MAX_VALUE));
  }

  /**
   * The same with another covariance.
   *
   * @param packed a packed lower triangle; empty where unknown
   */
  public FleetFeatures withCovariance(List<Double> packed) {
    return new FleetFeatures(wander, usualScale, level, packed);
  }

  private static void requireRange(String field, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          "%s: %s is not accepted; it must be from %s to %s".formatted(field, value, least, most));
    }
  }

  /** Features that it tells of; 0 where unknown. */
  public int size() {
    return wander.size();
  }

  boolean knowsCovariance() {
    return !covariance.isEmpty();
  }

  double covariance(int one, int other) {
    int row = Math.max(one, other);
    return covariance.get(row * (row + 1) / 2 + Math.min(one, other));
  }

  /** How many times further than in its warm-up a feature strays; 1 where unknown. */
  public double wander(int feature) {
    return wander.isEmpty() ? 1 : wander.get(feature);
  }

  /** Usual scale of a feature, raw unit; 0 where unknown. */
  public double usualScale(int feature) {
    return usualScale.isEmpty() ? 0 : usualScale.get(feature);
  }

  /** Median of a feature over all keys, raw unit; NaN where unknown. */
  public double level(int feature) {
    return level.isEmpty() ? Double.NaN : level.get(feature);
  }
}
