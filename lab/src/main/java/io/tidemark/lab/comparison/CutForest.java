package io.tidemark.lab.comparison;

import com.amazon.randomcutforest.RandomCutForest;
import io.tidemark.export.window.WindowSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Random Cut Forest (Guha et al. 2016, "Robust random cut forest based anomaly detection on
 * streams") of ticks, grown on the training data and then left as it is; or each key's grows on
 * with every tick. Either starts on the training data: scores of a forest that is still small do
 * not compare with later ones, and a warm-up can be short.
 */
final class CutForest implements Baseline {
  private static final int TREES = 50;
  private static final int SAMPLES = 256;

  /** Each tree keeps fewer, drawn from these. */
  private static final int MOST_TICKS = 2000;

  private final int features;
  private final int seed;
  private final boolean streaming;
  private final List<float[]> ticks = new ArrayList<>();
  private final RandomCutForest common;
  private final Map<String, RandomCutForest> byKey = new HashMap<>();

  /** Of a forest that is left as it is. */
  CutForest(WindowSet normal, int seed) {
    this(normal, seed, false);
  }

  /**
   * @param streaming whether each key's forest grows on with every tick
   */
  CutForest(WindowSet normal, int seed, boolean streaming) {
    features = normal.features();
    this.seed = seed;
    this.streaming = streaming;
    int count = Math.min(normal.size(), MOST_TICKS);
    for (int i = 0; i < count; i++) {
      ticks.add(last(normal.values().get((int) ((long) i * normal.size() / count))));
    }
    common = grown();
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
    if (!streaming) {
      return common.getAnomalyScore(tick);
    }
    RandomCutForest own = byKey.computeIfAbsent(key, unseen -> grown());
    double score = own.getAnomalyScore(tick);
    own.update(tick);
    return score;
  }

  private float[] last(float[] window) {
    return Arrays.copyOfRange(window, window.length - features, window.length);
  }

  private RandomCutForest grown() {
    RandomCutForest forest =
        RandomCutForest.builder()
            .dimensions(features)
            .numberOfTrees(TREES)
            .sampleSize(SAMPLES)
            .randomSeed(seed)
            .build();
    ticks.forEach(forest::update);
    return forest;
  }
}
