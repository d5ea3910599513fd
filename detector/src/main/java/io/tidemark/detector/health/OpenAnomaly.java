package io.tidemark.detector.health;

/** What is known of a key's anomalies when one of its readings begins or ends to stand still. */
public interface OpenAnomaly {
  /** Judges the windows before this tick, which is to change what is known of their key. */
  void settle();

  /** Whether an incident of the key is open that opened within a window's length of this time. */
  boolean openedNear(long millis);

  /** Whether an incident of the key is open that one of these features explains. */
  boolean explainedBy(boolean[] features);
}
