package io.tidemark.export.evaluation;

/**
 * Judged incidents.
 *
 * @param real those that were judged real
 * @param noise those that were judged noise or expected
 */
record JudgedCounts(int real, int noise) {
  static final JudgedCounts NONE = new JudgedCounts(0, 0);

  JudgedCounts and(boolean oneIsReal) {
    return oneIsReal ? new JudgedCounts(real + 1, noise) : new JudgedCounts(real, noise + 1);
  }
}
