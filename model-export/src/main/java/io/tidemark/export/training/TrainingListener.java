package io.tidemark.export.training;

/** Watches a training. */
public interface TrainingListener {
  /** Tells nobody. */
  TrainingListener SILENT = new TrainingListener() {};

  /** A step was taken. */
  default void step(int done, int total) {}

  /** An epoch ended. */
  default void epoch(Epoch epoch) {}

  /**
   * An epoch ended that left this many native arrays open: parameters, their gradients and the best
   * weights. More of them after a later epoch is a leak.
   */
  default void memory(int arrays) {}
}
