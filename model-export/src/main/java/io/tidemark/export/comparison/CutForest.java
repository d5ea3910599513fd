package io.tidemark.export.comparison;

import com.amazon.randomcutforest.RandomCutForest;
import io.tidemark.export.window.WindowSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Random Cut Forest (Guha et al. 2016, "Robust random cut forest based anomaly detection on
 * streams") of a key's ticks, grown on its warm-up and then left as it is, or grown on with every
 * tick; a key without a warm-up has the forest of the training data.
 */
final class CutForest implements Baseline {
  private static final int TREES = 50;
  private static final int SAMPLES = 256;

  private final int features;
  private final int seed;
  private final boolean streaming;
  private final RandomCutForest common;
  private final Map<String, RandomCutForest> byKey = new HashMap<>();

  CutForest(WindowSet normal, int seed) {
    this(normal, seed, false);
  }

  /**
   * @param streaming whether it learns from live ticks too
   */
  CutForest(WindowSet normal, int seed, boolean streaming) {
    features = normal.features();
    this.seed = seed;
    this.streaming = streaming;
    common = forest();
    normal.values().forEach(window -> common.update(last(window)));
  }

  @Override
  public String name() {
    return streaming ? "rcf-streaming" : "rcf";
  }

  @Override
  public long parameters() {
    return (long) SAMPLES * features;
  }

  @Override
  public double score(String key, boolean learn, float[] values) {
    float[] tick = last(values);
    if (learn || (streaming && byKey.containsKey(key))) {
      RandomCutForest own = byKey.computeIfAbsent(key, unseen -> forest());
      double score = own.getAnomalyScore(tick);
      own.update(tick);
      return score;
    }
    return byKey.getOrDefault(key, common).getAnomalyScore(tick);
  }

  private float[] last(float[] window) {
    return Arrays.copyOfRange(window, window.length - features, window.length);
  }

  private RandomCutForest forest() {
    return RandomCutForest.builder()
        .dimensions(features)
        .numberOfTrees(TREES)
        .sampleSize(SAMPLES)
        .outputAfter(2)
        .randomSeed(seed)
        .build();
  }
}
