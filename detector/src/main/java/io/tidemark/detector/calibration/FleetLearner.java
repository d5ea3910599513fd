package io.tidemark.detector.calibration;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Score;
import io.tidemark.detector.definition.Scoring;
import io.tidemark.detector.linear.Covariance;
import io.tidemark.detector.model.FleetStatistics;
import io.tidemark.detector.model.ScoredWindow;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Learns, when a model is made, what the keys of its fleet have in common: how their normal windows
 * spread around their own means, and how much a key's own fit flatters itself.
 */
public final class FleetLearner {
  private final DetectorDefinition definition;
  private final Map<Part, Covariance> covariances = new EnumMap<>(Part.class);
  private final List<List<float[][]>> keys = new ArrayList<>();
  private List<Part> parts = List.of();

  public FleetLearner(DetectorDefinition definition) {
    this.definition = definition;
  }

  /**
   * Takes the normal windows of one key.
   *
   * @param windows in time order; a key with too few says nothing
   */
  public void add(List<ScoredWindow> windows) {
    if (windows.size() < Calibrator.FEWEST) {
      return;
    }
    parts = Part.of(Score.COMBINED, windows.get(0).latent().length > 0);
    Samples samples = new Samples();
    for (ScoredWindow scored : windows) {
      samples.add(parts.stream().map(part -> part.of(scored)).toArray(float[][]::new));
    }
    keys.add(samples.all());
    for (int i = 0; i < parts.size(); i++) {
      int at = i;
      List<float[]> vectors = samples.all().stream().map(sample -> sample[at]).toList();
      Standard standard = Standard.learn(parts.get(i), vectors);
      Covariance covariance =
          covariances.computeIfAbsent(
              parts.get(i), unseen -> new Covariance(vectors.get(0).length));
      vectors.forEach(vector -> covariance.add(standard.apply(vector)));
    }
  }

  /** What the keys so far have in common. */
  public FleetStatistics statistics() {
    if (keys.isEmpty()) {
      return FleetStatistics.UNKNOWN;
    }
    FleetStatistics spread =
        new FleetStatistics(of(Part.ERROR), of(Part.LATENT), of(Part.COMPANION), 1);
    Scoring scoring = definition.scoring().combined();
    Calibrator calibrator = new Calibrator(parts, new Fleet(spread), scoring);
    double[] optimism =
        keys.stream().mapToDouble(key -> calibrator.calibrate(key).optimism()).sorted().toArray();
    double median = (optimism[(optimism.length - 1) / 2] + optimism[optimism.length / 2]) / 2;
    return new FleetStatistics(
        spread.error(), spread.latent(), spread.recent(), Math.min(1000, Math.max(1, median)));
  }

  private float[] of(Part part) {
    Covariance covariance = covariances.get(part);
    return covariance == null ? new float[0] : covariance.packed();
  }
}
