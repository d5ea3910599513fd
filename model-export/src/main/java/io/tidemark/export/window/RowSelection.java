package io.tidemark.export.window;

import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.window.Window;

/** Which of a table's rows train a model. */
public enum RowSelection {
  /**
   * Those of each key's warm-up; all with a baseline per model, which has no warm-up of its own.
   */
  CALIBRATION,
  /** All of them. */
  ALL;

  /** Whether a window is made of such rows. */
  public boolean selects(DetectorDefinition definition, Window window) {
    return this == ALL
        || definition.baseline().per() == Baseline.Per.MODEL
        || window.phase() == Window.Phase.CALIBRATION;
  }
}
