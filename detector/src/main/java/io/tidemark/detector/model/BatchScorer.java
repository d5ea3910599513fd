package io.tidemark.detector.model;

import io.tidemark.detector.window.Window;

/** Scores windows in batches across keys. For one thread. */
public interface BatchScorer {
  /**
   * Adds a window; only when not {@link #full}. Those of a key in time order.
   *
   * @param state what the model carries for the window's key; of no use to a model that reads whole
   *     windows
   */
  void add(Window window, CarriedState state);

  /** Windows added since the last {@link #clear}. */
  int size();

  boolean full();

  /** Scores all windows that were added. */
  void score();

  /** The i-th window that was added with its score; after {@link #score}. */
  ScoredWindow scored(int i);

  /** Empties the batch for the next windows. */
  void clear();
}
