package io.tidemark.lab.pipeline;

import com.amazon.randomcutforest.RandomCutForest;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import java.util.HashMap;
import java.util.Map;

/**
 * A Random Cut Forest for each key in place of the model, over the same window as its shingle: 30
 * trees of 256 points, which learn every window as they score it. On the heap only, which is more
 * than a fair start: no checkpoint holds it.
 */
final class ForestScore extends SingleScorer {
  private static final int TREES = 30;
  private static final int POINTS = 256;

  private final Map<String, RandomCutForest> forests = new HashMap<>();
  private final int features;
  private final int length;
  private final float[] errors;

  ForestScore(DetectorDefinition definition) {
    features = definition.features().size();
    length = definition.window().length();
    errors = new float[features];
  }

  @Override
  ScoredWindow score(Window window) {
    RandomCutForest forest = forests.computeIfAbsent(window.key(), unseen -> forest());
    float[] values = window.values();
    float score = (float) forest.getAnomalyScore(values);
    forest.update(values);
    return new ScoredWindow(window, score, errors, errors, new float[0]);
  }

  private RandomCutForest forest() {
    return RandomCutForest.builder()
        .dimensions(features * length)
        .shingleSize(length)
        .numberOfTrees(TREES)
        .sampleSize(POINTS)
        .randomSeed(1)
        .build();
  }
}
