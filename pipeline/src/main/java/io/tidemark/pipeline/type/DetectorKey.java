package io.tidemark.pipeline.type;

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

  @Override
  public String toString() {
    return detector + "/" + key;
  }
}
