package io.tidemark.detector.season;

/** What is normal of each feature of a key, whatever the hour. */
public interface FeatureLevels {
  /** Whether anything is known of the feature. */
  boolean knows(int feature);

  /** Level of a feature, raw unit. */
  double location(int feature);

  /** How far the feature moves, raw unit, over 0. */
  float scale(int feature);
}
