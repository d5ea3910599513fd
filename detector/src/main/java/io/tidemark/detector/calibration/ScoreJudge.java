package io.tidemark.detector.calibration;

import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Threshold;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.model.ScoreQuantiles;
import io.tidemark.detector.model.ScoredWindow;

/**
 * Turns scores into verdicts. Normal scores are the key's own where it has a baseline of its own,
 * else those the model file brings. The state of a key is a {@link KeyCalibration} that the host
 * keeps.
 */
public final class ScoreJudge {
  private final Threshold threshold;
  private final DeviationGate gate;
  private final ScoreQuantiles modelQuantiles;
  private final boolean perKey;

  public ScoreJudge(DetectorDefinition definition, ModelMetadata metadata) {
    threshold = definition.threshold();
    gate = new DeviationGate(definition);
    modelQuantiles = metadata.quantiles();
    perKey = definition.baseline().per() == Baseline.Per.KEY;
  }

  /** Takes the score of a calibration window as one of the key's normal scores. */
  public void learn(KeyCalibration state, ScoredWindow scored) {
    state.add(scored.score());
  }

  /** The verdict on a live window. */
  public Verdict judge(KeyCalibration state, ScoredWindow scored) {
    // A key whose warm-up was all gaps has no score of its own.
    boolean own = perKey && state.count() > 0;
    double limit = limit(state, own);
    double pValue = own ? state.pValue(scored.score()) : modelQuantiles.pValue(scored.score());
    return new Verdict(scored, limit, pValue, scored.score() > limit && gate.passes(scored));
  }

  private double limit(KeyCalibration state, boolean own) {
    if (threshold instanceof Threshold.Quantile quantile) {
      double normal =
          own ? state.quantile(quantile.quantile()) : modelQuantiles.quantile(quantile.quantile());
      return quantile.factor() * normal;
    }
    return ((Threshold.Fixed) threshold).value();
  }
}
