package io.tidemark.export.evaluation;

/** Watches an evaluation. */
@FunctionalInterface
public interface EvaluationListener {
  /** Tells nobody. */
  EvaluationListener SILENT = (rows, share) -> {};

  /**
   * Rows were scored.
   *
   * @param rows rows so far
   * @param share share of the table's file, 0 to 1
   */
  void scored(long rows, double share);
}
