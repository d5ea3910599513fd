package io.tidemark.detector.calibration;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ScoredWindow;
import java.util.List;

/**
 * Holds back windows whose deviation is too small to matter to people, however unlikely it is: at
 * least one feature with its fair share of the error must stand past its minimum.
 */
final class DeviationGate {
  private final double[] minimum;
  private final boolean always;

  DeviationGate(DetectorDefinition definition) {
    List<String> features = definition.featureNames();
    minimum = new double[features.size()];
    for (int f = 0; f < minimum.length; f++) {
      minimum[f] = definition.alerts().minDeviation().getOrDefault(features.get(f), 0.0);
    }
    always = definition.alerts().minDeviation().isEmpty();
  }

  boolean passes(ScoredWindow scored) {
    if (always) {
      return true;
    }
    for (int f = 0; f < minimum.length; f++) {
      if (scored.share(f) * minimum.length >= 1 && Math.abs(scored.rawError(f)) >= minimum[f]) {
        return true;
      }
    }
    return false;
  }
}
