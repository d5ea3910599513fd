package io.tidemark.export.evaluation;

/**
 * Tells alarm samples of one key from its anomalous ones: the k-th in a row and those that follow,
 * as an incident opens.
 */
final class AlarmRun {
  private final int openAfter;
  private int anomalousInRow;

  /**
   * @param openAfter k
   */
  AlarmRun(int openAfter) {
    this.openAfter = openAfter;
  }

  /** Takes the next sample; whether it is alarmed. */
  boolean next(boolean anomalous) {
    anomalousInRow = anomalous ? anomalousInRow + 1 : 0;
    return anomalousInRow >= openAfter;
  }
}
