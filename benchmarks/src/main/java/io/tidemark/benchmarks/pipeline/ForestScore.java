package io.tidemark.benchmarks.pipeline;

import com.amazon.randomcutforest.RandomCutForest;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.scoring.ModelFiles;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A Random Cut Forest for each key in place of the model, over the same window as its shingle: 30
 * trees of 256 points, which learn every window as they score it. On the heap only, which is more
 * than a fair start: no checkpoint holds it.
 */
final class ForestScore extends ScoreMap {
  private static final long serialVersionUID = 1L;
  private static final int TREES = 30;
  private static final int POINTS = 256;

  private transient Map<String, RandomCutForest> forests;
  private transient int features;
  private transient int length;
  private transient float[] errors;

  @SuppressWarnings("NullAway.Init") // transient fields are set in open()
  ForestScore(Detectors detectors, ModelFiles files) {
    super(detectors, files);
  }

  @Override
  void open(DetectorDefinition detector, Path model) {
    forests = new HashMap<>();
    features = detector.features().size();
    length = detector.window().length();
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
