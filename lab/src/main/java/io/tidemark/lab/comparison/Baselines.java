package io.tidemark.lab.comparison;

import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.model.ScoreQuantiles;
import io.tidemark.export.evaluation.WindowScorer;
import io.tidemark.export.window.WindowSplit;
import java.util.List;

/** The baselines that see a key's own standard scores. */
public final class Baselines {
  private Baselines() {}

  /**
   * The largest standard score of a tick, k-means over patches, and Random Cut Forests, frozen
   * after the warm-up and streaming. Each keeps what it learns of keys, so it serves one pass over
   * a table.
   *
   * @param windows in the keys' standard scores
   * @param like what the model file of the detector says
   */
  public static List<Named> perKey(WindowSplit windows, ModelMetadata like, int seed) {
    return List.of(
        named(new LargestDeviation(windows.training().features()), windows, like),
        named(new PatchClusters(windows.training(), seed), windows, like),
        named(new CutForest(windows.training(), seed), windows, like),
        named(new CutForest(windows.training(), seed, true), windows, like));
  }

  private static Named named(Baseline baseline, WindowSplit windows, ModelMetadata like) {
    ScoreQuantiles normal = ScoreQuantiles.of(baseline.scores(windows.validation()));
    return new Named(baseline.name(), baseline, BaselineTrial.metadata(like, baseline, normal));
  }

  /**
   * A baseline.
   *
   * @param name in tables
   * @param scorer of windows, asked for each window of a key in time order
   * @param metadata what its model file would say
   */
  public record Named(String name, WindowScorer scorer, ModelMetadata metadata) {}
}
