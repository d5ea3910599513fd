package io.tidemark.detector.calibration;

import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.Calibration;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Scoring;
import io.tidemark.detector.definition.Threshold;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.model.ScoreQuantiles;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
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
  static final double SMALLEST_LIMIT = 0.25;

  /** A score of the model under this is rounding. */
  private static final double ROUNDING = 1e-9;

  /** Of the model's normal scores, where a rate is asked for and none known yet. */
  private static final double WARM_UP_QUANTILE = 0.9999;

  private final ThresholdRule rule;
  private final ThresholdRule warmUpRule;
  private final boolean fixed;
  private final @Nullable AlertBudget budget;
  private final DeviationGate gate;
  private final ScoreQuantiles modelQuantiles;
  private final boolean perKey;
  private final int calibrationWindows;
  private final Scoring scoring;
  private final Fleet fleet;
  private final long digest;
  private final long model;
  private final List<Part> withLatent;
  private final List<Part> withoutLatent;

  /** Of all keys, calibrated by a model that nobody will exchange. */
  public ScoreJudge(DetectorDefinition definition, ModelMetadata metadata) {
    this(definition, metadata, "", 1);
  }

  /**
   * Of the keys of one host among several.
   *
   * @param digest SHA-256 of the model file, hexadecimal: keys that another model calibrated, or
   *     another way to score, learn again; empty where that is not to be watched
   * @param share of the detector's keys that this host holds, over 0 and at most 1
   */
  public ScoreJudge(
      DetectorDefinition definition, ModelMetadata metadata, String digest, double share) {
    budget =
        definition.threshold() instanceof Threshold.Rate rate
            ? AlertBudget.of(definition, rate, share)
            : null;
    rule =
        ThresholdRule.of(definition.threshold(), definition.alerts(), metadata.quantiles(), budget);
    warmUpRule =
        budget == null ? rule : (level, own) -> metadata.quantiles().quantile(WARM_UP_QUANTILE);
    fixed = definition.threshold() instanceof Threshold.Fixed;
    gate = new DeviationGate(definition);
    modelQuantiles = metadata.quantiles();
    perKey = definition.baseline().per() == Baseline.Per.KEY;
    calibrationWindows =
        Math.max(
            Calibrator.FEWEST,
            Math.min(
                Calibration.MOST_WINDOWS,
                definition.baseline().warmup() - definition.window().length() + 1));
    scoring = definition.scoring();
    fleet = new Fleet(metadata.fleet());
    this.digest = digest.isEmpty() ? 0 : Long.parseUnsignedLong(digest.substring(0, 16), 16);
    model = digest.isEmpty() ? 0 : this.digest ^ scoring.fingerprint();
    withLatent = Part.of(scoring.score(), true);
    withoutLatent = Part.of(scoring.score(), false);
  }

  /** What keeps the detector's rate of alerts; null under other methods. */
  public @Nullable AlertBudget budget() {
    return budget;
  }

  /** Normal windows that a key needs before its first verdict; 0 where the model's serve. */
  public int windowsToLearn() {
    return perKey ? calibrationWindows : 0;
  }

  /**
   * Whether the window is to be learned and not judged: it is one of the warm-up's, or the key was
   * calibrated by another model and learns again.
   */
  public boolean learns(KeyCalibration state, ScoredWindow scored) {
    return switch (scored.window().phase()) {
      case CALIBRATION -> true;
      case LIVE -> perKey && learnsAgain(state);
      case WARM_UP -> false;
    };
  }

  private boolean learnsAgain(KeyCalibration state) {
    return model != 0 && state.learnsAgain(model) && state.count() < calibrationWindows;
  }

  /** Takes a window as one of the key's normal windows. */
  public void learn(KeyCalibration state, ScoredWindow scored) {
    if (model != 0) {
      state.learnsAgain(model);
    }
    if (scoring.calibration() == Calibration.NONE) {
      state.addScore(scored.score());
    } else {
      state.addSample(vectors(parts(scored), scored));
    }
  }

  /**
   * Whether the key's next verdict is the first by this model or this method, so that what it knows
   * of scores counts no more.
   */
  public boolean startsOver(KeyLevel level) {
    boolean another = digest != 0 && level.model() != 0 && level.model() != digest;
    return another || (budget == null && level.counts());
  }

  /** Whether a key with this level counts in the budget of this model. */
  public boolean counts(KeyLevel level) {
    return budget != null && level.counts() && level.model() == digest;
  }

  /** The verdict on a window that is not to be learned, of each key in time order. */
  public Verdict judge(KeyCalibration state, KeyLevel level, ScoredWindow scored) {
    if (scored.window().phase() == Window.Phase.WARM_UP) {
      double limit = limit(warmUpRule, new KeyLevel(), null, ROUNDING);
      double pValue = modelQuantiles.pValue(scored.score());
      return new Verdict(scored, limit, pValue, scored.score() > limit && gate.passes(scored));
    }
    if (startsOver(level)) {
      level.tail(null);
    }
    level.servedBy(digest);
    settle(state, level, scored);
    Verdict verdict = verdict(state, level, scored);
    level.drift().add(verdict.pValue());
    rule.judged(level, verdict.score(), verdict.anomalous(), scored.window().endMillis());
    return verdict;
  }

  private Verdict verdict(KeyCalibration state, KeyLevel level, ScoredWindow scored) {
    List<Part> parts = parts(scored);
    float[][] vectors = vectors(parts, scored);
    KeyFit fit = state.fit();
    Reference reference = state.reference();
    if (perKey && fit != null && reference != null && fit.fits(parts, vectors)) {
      return calibrated(fit, reference, level, parts, vectors, scored);
    }
    // A key whose warm-up was all gaps has no normal windows of its own.
    Reference own = perKey && fit == null ? reference : null;
    double limit = limit(rule, level, own, ROUNDING);
    double pValue =
        own == null ? modelQuantiles.pValue(scored.score()) : own.pValue(scored.score());
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
    double all = KeyFit.mean(levels);
    double score = Math.expm1(level.next(all, scoring));
    double limit = limit(rule, level, reference, SMALLEST_LIMIT);
    return new Verdict(
        scored,
        score,
        limit,
        reference.pValue(score),
        score > limit && Math.expm1(all) > limit && gate.passes(scored),
        partScore(levels, parts, false),
        partScore(levels, parts, true));
  }

  private double limit(ThresholdRule by, KeyLevel level, @Nullable Reference own, double smallest) {
    double limit = by.limit(level, own);
    return fixed ? limit : Math.max(limit, smallest);
  }

  /** Makes of the key's calibration windows what its first live window needs. */
  private void settle(KeyCalibration state, KeyLevel level, ScoredWindow scored) {
    double[] scores = state.waiting();
    Samples samples = state.samples();
    if (scores.length > 0 || samples != null) {
      level.drift().restart();
    }
    if (scores.length > 0) {
      state.settle(null, Reference.of(scores));
      rule.start(level, scores);
    }
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
    rule.start(level, outcome.scores());
    level.set(outcome.level());
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
      if (companion == (parts.get(i) == Part.COMPANION) && !Double.isNaN(levels[i])) {
        sum += levels[i];
        count++;
      }
    }
    return count == 0 ? null : (Double) Math.expm1(sum / count);
  }
}
