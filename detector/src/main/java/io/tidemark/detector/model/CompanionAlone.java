package io.tidemark.detector.model;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.window.Window;
import io.tidemark.schemas.ModelIdentity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What stands in a model's place for a detector without one: its windows are judged by the linear
 * companion alone, principal components of the key's last ticks, which each key learns itself.
 */
public final class CompanionAlone {
  /**
   * Names what a key has learned, as the SHA-256 of a model's file does. Another one would make
   * every key learn again.
   */
  public static final String DIGEST =
      "0b2ffd2616506a1d9996e8eb7b2279935b3c12f4c9a2be73854c7d366b1b9182";

  /** How alerts name it: as all that no model was asked. */
  public static final ModelIdentity IDENTITY = new ModelIdentity("", "", "", "");

  private CompanionAlone() {}

  /** What a model's file would say. */
  public static ModelMetadata metadata(DetectorDefinition definition) {
    return new ModelMetadata(
        "",
        "",
        Instant.EPOCH,
        "companion",
        definition.featureNames(),
        Map.of(),
        definition.window().length(),
        definition.window().tick(),
        definition.baseline().per(),
        "",
        normalScores(definition.features().size()),
        List.of());
  }

  /**
   * Quantiles of the mean square of independent standard scores, for keys that had too few normal
   * windows to learn their own: chi-square by features (Wilson and Hilferty 1931).
   */
  private static ScoreQuantiles normalScores(int features) {
    double[] deviates = {0, 1.2816, 2.3263, 3.0902, 3.7190, 5};
    List<Double> scores = new ArrayList<>(List.of(0.0));
    double spread = 2.0 / (9.0 * features);
    for (double deviate : deviates) {
      scores.add(Math.pow(1 - spread + deviate * Math.sqrt(spread), 3));
    }
    return new ScoreQuantiles(List.of(0.0, 0.5, 0.9, 0.99, 0.999, 0.9999, 1.0), scores);
  }

  /**
   * Scores windows by their last tick: it expects every reading at the key's normal level.
   *
   * @param most windows in a batch
   */
  public static BatchScorer scorer(int most) {
    return new Scorer(most);
  }

  private static final class Scorer implements BatchScorer {
    private final int most;
    private final List<Window> windows = new ArrayList<>();

    Scorer(int most) {
      this.most = most;
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
      return windows.size() >= most;
    }

    @Override
    public void score() {
      // a window is scored when it is asked for
    }

    @Override
    public ScoredWindow scored(int i) {
      Window window = windows.get(i);
      float[] values = window.values();
      int features = window.observed().length;
      float[] last = new float[features];
      System.arraycopy(values, values.length - features, last, 0, features);
      return ScoredWindow.of(window, last, new float[0]);
    }

    @Override
    public void clear() {
      windows.clear();
    }
  }
}
