package io.tidemark.detector.calibration;

import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.Calibration;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Scoring;
import io.tidemark.detector.definition.Threshold;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.model.ScoreQuantiles;
import io.tidemark.detector.model.ScoredWindow;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns scored windows into verdicts. With a baseline per key, a window's score is its distance
 * from the key's own normal windows, and normal scores are the key's own; else both are the model
 * file's. The state of a key is a {@link KeyCalibration} and a {@link KeyLevel} that the host
 * keeps. For one thread.
 */
public final class ScoreJudge {
  /** A calibrated score under this is normal, however still the key stood in its warm-up. */
  private static final double SMALLEST_LIMIT = 0.25;

  private final Threshold threshold;
  private final DeviationGate gate;
  private final ScoreQuantiles modelQuantiles;
  private final boolean perKey;
  private final Scoring scoring;
  private final Fleet fleet;
  private final List<Part> withLatent;
  private final List<Part> withoutLatent;

  public ScoreJudge(DetectorDefinition definition, ModelMetadata metadata) {
    threshold = definition.threshold();
    gate = new DeviationGate(definition);
    modelQuantiles = metadata.quantiles();
    perKey = definition.baseline().per() == Baseline.Per.KEY;
    scoring = definition.scoring();
    fleet = new Fleet(metadata.fleet());
    withLatent = Part.of(scoring.score(), true);
    withoutLatent = Part.of(scoring.score(), false);
  }

  /** Takes a calibration window as one of the key's normal windows. */
  public void learn(KeyCalibration state, ScoredWindow scored) {
    if (scoring.calibration() == Calibration.NONE) {
      state.addScore(scored.score());
    } else {
      state.addSample(vectors(parts(scored), scored));
    }
  }

  /** The verdict on a live window, of each key in time order. */
  public Verdict judge(KeyCalibration state, KeyLevel level, ScoredWindow scored) {
    settle(state, level, scored);
    List<Part> parts = parts(scored);
    float[][] vectors = vectors(parts, scored);
    KeyFit fit = state.fit();
    Reference reference = state.reference();
    if (perKey && fit != null && reference != null && fit.fits(parts, vectors)) {
      return calibrated(fit, reference, level, parts, vectors, scored);
    }
    // A key whose warm-up was all gaps has no normal windows of its own.
    boolean own = perKey && fit == null && reference != null;
    double limit = limit(own ? reference : null);
    double pValue =
        own && reference != null
            ? reference.pValue(scored.score())
            : modelQuantiles.pValue(scored.score());
    return new Verdict(scored, limit, pValue, scored.score() > limit && gate.passes(scored));
  }

  private Verdict calibrated(
      KeyFit fit,
      Reference reference,
      KeyLevel level,
      List<Part> parts,
      float[][] vectors,
      ScoredWindow scored) {
    double[] levels = fit.levels(vectors, fleet);
    double all = Arrays.stream(levels).average().orElse(0);
    double score = Math.expm1(level.next(all, scoring.smoothing()));
    double limit = limit(reference);
    return new Verdict(
        scored,
        score,
        limit,
        reference.pValue(score),
        score > limit && Math.expm1(all) > limit && gate.passes(scored),
        partScore(levels, parts, false),
        partScore(levels, parts, true));
  }

  /** Makes of the key's calibration windows what its first live window needs. */
  private void settle(KeyCalibration state, KeyLevel level, ScoredWindow scored) {
    state.settleScores();
    Samples samples = state.samples();
    if (samples == null) {
      return;
    }
    if (samples.size() < Calibrator.FEWEST) {
      state.settle(null, null);
      return;
    }
    Calibrator.Outcome outcome =
        new Calibrator(parts(scored), fleet, scoring).calibrate(samples.all());
    state.settle(outcome.fit(), outcome.reference());
    if (level.isNew()) {
      level.set(outcome.level());
    }
  }

  private List<Part> parts(ScoredWindow scored) {
    return scored.latent().length > 0 ? withLatent : withoutLatent;
  }

  private static float[][] vectors(List<Part> parts, ScoredWindow scored) {
    float[][] vectors = new float[parts.size()][];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = parts.get(i).of(scored);
    }
    return vectors;
  }

  /** Score of the companion alone, or of the others; null where there is none. */
  private static @Nullable Double partScore(double[] levels, List<Part> parts, boolean companion) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < levels.length; i++) {
      if (companion == (parts.get(i) == Part.COMPANION)) {
        sum += levels[i];
        count++;
      }
    }
    return count == 0 ? null : (Double) Math.expm1(sum / count);
  }

  private double limit(@Nullable Reference own) {
    if (threshold instanceof Threshold.Quantile quantile) {
      double normal =
          own != null
              ? own.quantile(quantile.quantile())
              : modelQuantiles.quantile(quantile.quantile());
      double limit = quantile.factor() * normal;
      return own != null && scoring.calibration() != Calibration.NONE
          ? Math.max(limit, SMALLEST_LIMIT)
          : limit;
    }
    return ((Threshold.Fixed) threshold).value();
  }
}
