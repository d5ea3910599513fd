package io.tidemark.lab.comparison;

import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import io.tidemark.export.evaluation.WindowScorer;
import io.tidemark.export.window.WindowSet;
import java.util.Arrays;

/** A detector that a network must beat. Sees what the network sees, and learns from as much. */
interface Baseline extends WindowScorer {
  /** Name in the comparison. */
  String name();

  /** Numbers it keeps; of one key where it keeps them by key. */
  long parameters();

  /**
   * The score of a window's values.
   *
   * @param key whose they are
   * @param learn whether they are known to be normal and may be learned from
   * @param values {@code [W,F]}, scaled
   */
  double score(String key, boolean learn, float[] values);

  /** Scores a window of the detector. */
  @Override
  default ScoredWindow score(Window window) {
    int features = window.observed().length;
    float[] values = window.values();
    float[] last = Arrays.copyOfRange(values, values.length - features, values.length);
    float[] squares = new float[features];
    for (int f = 0; f < features; f++) {
      squares[f] = last[f] * last[f];
    }
    boolean learn = window.phase() == Window.Phase.CALIBRATION;
    return new ScoredWindow(
        window, (float) score(window.key(), learn, values), squares, last, new float[0]);
  }

  /** Scores of windows that belong to no key. */
  default double[] scores(WindowSet windows) {
    return windows.values().stream().mapToDouble(values -> score("", false, values)).toArray();
  }
}
