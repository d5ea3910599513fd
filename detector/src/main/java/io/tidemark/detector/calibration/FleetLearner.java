package io.tidemark.detector.calibration;

import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.Score;
import io.tidemark.detector.linear.Covariance;
import io.tidemark.detector.model.FleetStatistics;
import io.tidemark.detector.model.ScoredWindow;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Learns, when a model is made, what the keys of its fleet have in common: how their normal windows
 * spread around their own means.
 */
public final class FleetLearner {
  private final Map<Part, Covariance> covariances = new EnumMap<>(Part.class);

  /**
   * Takes the normal windows of one key.
   *
   * @param windows in time order; a key with too few says nothing
   */
  public void add(List<ScoredWindow> windows) {
    if (windows.size() < Baseline.FEWEST_WINDOWS) {
      return;
    }
    for (Part part : Part.of(Score.COMBINED, windows.get(0).latent().length > 0)) {
      List<float[]> vectors = windows.stream().map(part::of).filter(part::known).toList();
      if (vectors.size() >= Baseline.FEWEST_WINDOWS) {
        Standard standard = Standard.learn(part, vectors);
        Covariance covariance =
            covariances.computeIfAbsent(part, unseen -> new Covariance(vectors.get(0).length));
        vectors.forEach(vector -> covariance.add(standard.apply(vector)));
      }
    }
  }

  /** What the keys so far have in common. */
  public FleetStatistics statistics() {
    if (covariances.isEmpty()) {
      return FleetStatistics.UNKNOWN;
    }
    return new FleetStatistics(of(Part.ERROR), of(Part.LATENT), of(Part.COMPANION));
  }

  private float[] of(Part part) {
    Covariance covariance = covariances.get(part);
    return covariance == null ? new float[0] : covariance.packed();
  }
}
