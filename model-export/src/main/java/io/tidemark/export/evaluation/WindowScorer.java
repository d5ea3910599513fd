package io.tidemark.export.evaluation;

import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;

/** Scores windows in place of a model. */
@FunctionalInterface
public interface WindowScorer {
  /** The window with its score, at least 0. */
  ScoredWindow score(Window window);
}
