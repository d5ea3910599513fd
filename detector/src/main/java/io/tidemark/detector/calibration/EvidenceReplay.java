package io.tidemark.detector.calibration;

/**
 * The evidence of one key from its recorded levels: what another threshold would have made of them.
 * It does not know the deviations of features, so minimum deviations do not count.
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
   * @param threshold evidence that opens an incident
   * @param endMillis of its window, epoch milliseconds
   * @return whether an incident is open
   */
  public boolean open(double level, double threshold, long endMillis) {
    return evidence.add(level, true, threshold, endMillis);
  }
}
