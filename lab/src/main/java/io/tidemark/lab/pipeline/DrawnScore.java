package io.tidemark.lab.pipeline;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.BatchScorer;
import io.tidemark.detector.model.CarriedState;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Scores without a model: each window's answer is drawn from a table, in the shape of the model's
 * and in batches of its size. The answers vary, so that what keys learn of them is as large as it
 * would be, and all come from one distribution, so that no key stands out.
 */
public final class DrawnScore implements BatchScorer {
  private static final int ANSWERS = 1024;
  private static final long MIXING = 0x9e3779b97f4a7c15L;

  private final int capacity;
  private final List<Answer> answers = new ArrayList<>(ANSWERS);
  private final List<Window> windows = new ArrayList<>();

  private record Answer(float score, float[] errors, float[] lastErrors, float[] latent) {}

  public DrawnScore(DetectorDefinition definition, OnnxModel model, int batch) {
    capacity = batch;
    int features = definition.features().size();
    Random random = new Random(1);
    for (int i = 0; i < ANSWERS; i++) {
      float[] errors = drawn(features, random);
      float sum = 0;
      for (float error : errors) {
        sum += error;
      }
      answers.add(
          new Answer(
              sum / features,
              errors,
              drawn(features, random),
              drawn(model.latentLength(), random)));
    }
  }

  private static float[] drawn(int length, Random random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = 0.5f + random.nextFloat();
    }
    return values;
  }

  @Override
  public void add(Window window, CarriedState state) {
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
    Window window = windows.get(i);
    long mixed = (window.key().hashCode() + window.endMillis()) * MIXING;
    Answer answer = answers.get((int) (mixed >>> 54));
    return new ScoredWindow(window, answer.score, answer.errors, answer.lastErrors, answer.latent);
  }

  @Override
  public void clear() {
    windows.clear();
  }
}
