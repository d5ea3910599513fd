package io.tidemark.detector.calibration;

/**
 * The evidence of one key from its recorded levels: what another threshold would have made of them.
 */
public final class EvidenceReplay {
  private final KeyEvidence evidence;

  /**
   * @param start where the key's tail stood before its first level
   */
  public EvidenceReplay(LevelTail start) {
    evidence = KeyEvidence.of(start);
  }

  /**
   * Takes the next level.
   *
   * @param matters whether the window's deviation is of any interest to the definition
   * @param threshold evidence that opens an incident
   * @param endMillis of its window, epoch milliseconds
   * @return whether an incident is open
   */
  public boolean open(double level, boolean matters, double threshold, long endMillis) {
    return evidence.add(level, matters, threshold, 1, endMillis);
  }
}
