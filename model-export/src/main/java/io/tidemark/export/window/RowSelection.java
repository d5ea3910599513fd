package io.tidemark.export.window;

/** Which of a table's rows train a model. */
public enum RowSelection {
  /**
   * Those of each key's warm-up; all with a baseline per model, which has no warm-up of its own.
   */
  CALIBRATION,
  /** All of them. */
  ALL
}
