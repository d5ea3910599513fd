package io.tidemark.pipeline.type;

import org.jspecify.annotations.Nullable;

/**
 * What the job's state belongs to: one key of one detector.
 *
 * @param detector name of the detector
 * @param key device, host or observer
 */
public record DetectorKey(String detector, String key) {

  /**
   * Spelled out, since it decides which subtask holds the key: it must be the same on every JVM
   * that ever reads the savepoint.
   */
  @Override
  public int hashCode() {
    return 31 * detector.hashCode() + key.hashCode();
  }

  /**
   * Spelled out, since Flink's heap state asks several times an event: what a record brings of its
   * own was a tenth of the job without scoring.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DetectorKey that
        && key.equals(that.key)
        && detector.equals(that.detector);
  }

  @Override
  public String toString() {
    return detector + "/" + key;
  }
}
