package io.tidemark.detector.calibration;

import io.tidemark.detector.definition.AlertPolicy;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Direction;
import io.tidemark.detector.model.ScoredWindow;
import java.util.List;

/**
 * Holds back windows whose deviation is too small to matter to people, or on the side that does
 * not, however unlikely it is: at least one feature with its fair share of the error must stand
 * past its minimum, absolute and relative, in its direction.
 */
final class DeviationGate {
  private final double[] minimum;
  private final double[] relative;
  private final Direction[] direction;
  private final boolean always;

  DeviationGate(DetectorDefinition definition) {
    List<String> features = definition.featureNames();
    AlertPolicy policy = definition.alerts();
    minimum = new double[features.size()];
    relative = new double[features.size()];
    direction = new Direction[features.size()];
    for (int f = 0; f < minimum.length; f++) {
      minimum[f] = policy.minDeviation().getOrDefault(features.get(f), 0.0);
      relative[f] = policy.minRelativeDeviation().getOrDefault(features.get(f), 0.0);
      direction[f] = policy.direction().getOrDefault(features.get(f), Direction.BOTH);
    }
    always =
        policy.minDeviation().isEmpty()
            && policy.minRelativeDeviation().isEmpty()
            && policy.direction().isEmpty();
  }

  boolean passes(ScoredWindow scored) {
    if (always) {
      return true;
    }
    for (int f = 0; f < minimum.length; f++) {
      if (!scored.window().missing(f)
          && scored.share(f) * minimum.length >= 1
          && matters(scored, f)) {
        return true;
      }
    }
    return false;
  }

  private boolean matters(ScoredWindow scored, int f) {
    double deviation = scored.rawError(f);
    double size = Math.abs(deviation);
    return size >= minimum[f]
        && size >= relative[f] * Math.abs(scored.expected(f))
        && direction[f].admits(deviation);
  }
}
