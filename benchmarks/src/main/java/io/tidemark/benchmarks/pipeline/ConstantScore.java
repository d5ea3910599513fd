package io.tidemark.benchmarks.pipeline;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.BatchScorer;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import java.util.ArrayList;
import java.util.List;

/** The same score for all, in the shape of the model's and in batches of its size. */
final class ConstantScore implements BatchScorer {
  private final int capacity;
  private final float[] errors;
  private final float[] latent;
  private final List<Window> windows = new ArrayList<>();

  ConstantScore(DetectorDefinition definition, OnnxModel model, int batch) {
    capacity = batch;
    errors = new float[definition.features().size()];
    latent = new float[model.latentLength()];
  }

  @Override
  public void add(Window window) {
    windows.add(window);
  }

  @Override
  public int size() {
    return windows.size();
  }

  @Override
  public boolean full() {
    return windows.size() == capacity;
  }

  @Override
  public void score() {
    // nothing to compute
  }

  @Override
  public ScoredWindow scored(int i) {
    return new ScoredWindow(windows.get(i), 0.5f, errors, errors, latent);
  }

  @Override
  public void clear() {
    windows.clear();
  }
}
