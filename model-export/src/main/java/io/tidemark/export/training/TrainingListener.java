package io.tidemark.export.training;

/** Watches a training. */
public interface TrainingListener {
  /** Tells nobody. */
  TrainingListener SILENT = new TrainingListener() {};

  /** A step was taken. */
  default void step(int done, int total) {}

  /** An epoch ended. */
  default void epoch(Epoch epoch) {}
}
