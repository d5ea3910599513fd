package io.tidemark.detector.definition;

/**
 * What makes the score of a window. Definitions do not choose: all but the first serve
 * measurements.
 */
public enum Score {
  /** With a baseline per key, all parts together; else the model's own score. */
  COMBINED,
  /** The linear companion's: what a principal component analysis leaves of the last ticks. */
  COMPANION,
  /** The model's own, against the key's normal scores. */
  MODEL
}
