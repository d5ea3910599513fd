package io.tidemark.detector.health;

/** When the key at hand learns nothing. */
@FunctionalInterface
public interface LearningPause {
  /** Never. */
  LearningPause NONE = (fromMillis, toMillis) -> false;

  /**
   * Whether it learns nothing of some time, since a part of it is in a maintenance.
   *
   * @param fromMillis inclusive, milliseconds since the epoch
   * @param toMillis exclusive, milliseconds since the epoch
   */
  boolean covers(long fromMillis, long toMillis);
}
