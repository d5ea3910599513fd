package io.tidemark.detector.calibration;

import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Score;
import io.tidemark.detector.definition.Threshold;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.model.ScoreQuantiles;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import io.tidemark.schemas.feedback.RaisedThresholds;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns scored windows into verdicts. With a baseline per key, a window's score is its distance
 * from the key's own normal windows, and normal scores are the key's own; else both are the model
 * file's. The state of a key is a {@link KeyCalibration} and a {@link KeyLevel} that the host
 * keeps. For one thread.
 */
public final class ScoreJudge {
  /** The quantile of a model's normal scores that is the edge of normal. */
  private static final double EDGE = 0.99;

  /** A score of the model under this is rounding. */
  private static final double ROUNDING = 1e-9;

  /** That of the largest distance there is. */
  private static final double HIGHEST_LEVEL = Math.log1p(Double.MAX_VALUE);

  /** Never changed. */
  private static final RaisedThresholds NONE_RAISED = new RaisedThresholds();

  private final String detector;
  private final List<String> features;
  private final double threshold;
  private final @Nullable AlertBudget budget;
  private final DeviationGate gate;
  private final ScoreQuantiles modelQuantiles;
  private final boolean perKey;
  private final int calibrationWindows;
  private final boolean plain;
  private final boolean companionAlone;
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
    detector = definition.name();
    features = definition.featureNames();
    budget =
        definition.threshold() instanceof Threshold.Rate rate
            ? AlertBudget.of(definition, rate, share)
            : null;
    threshold = threshold(definition.threshold());
    gate = new DeviationGate(definition);
    modelQuantiles = metadata.quantiles();
    perKey = definition.baseline().per() == Baseline.Per.KEY;
    calibrationWindows =
        Math.max(
            Baseline.FEWEST_WINDOWS,
            Math.min(
                Baseline.MOST_WINDOWS,
                definition.baseline().warmup() - definition.window().length() + 1));
    plain = definition.score() == Score.MODEL;
    companionAlone = definition.score() == Score.COMPANION;
    fleet = new Fleet(metadata.fleet());
    this.digest = digest.isEmpty() ? 0 : Long.parseUnsignedLong(digest.substring(0, 16), 16);
    model = this.digest;
    withLatent = Part.of(definition.score(), true);
    withoutLatent = Part.of(definition.score(), false);
  }

  private static double threshold(Threshold threshold) {
    if (threshold instanceof Threshold.Evidence evidence) {
      return evidence.sensitivity().evidence();
    }
    return threshold instanceof Threshold.Fixed fixed ? fixed.value() : Double.NaN;
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
    if (plain) {
      state.addScore(scored.score());
    } else {
      state.addSample(Part.vectors(parts(scored), scored));
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
    return judge(state, level, scored, NONE_RAISED, true);
  }

  /**
   * As {@link #judge(KeyCalibration, KeyLevel, ScoredWindow)}.
   *
   * @param raised thresholds that feedback has raised
   * @param learns whether the window may change what is usual of the key and of the detector
   */
  public Verdict judge(
      KeyCalibration state,
      KeyLevel level,
      ScoredWindow scored,
      RaisedThresholds raised,
      boolean learns) {
    if (scored.window().phase() == Window.Phase.WARM_UP) {
      return byModel(level, scored, raised, learns);
    }
    if (startsOver(level)) {
      if (level.model() != digest) {
        level.evidence(null);
      }
      level.counted(false);
    }
    level.servedBy(digest);
    settle(state, level, scored);
    Verdict verdict = verdict(state, level, scored, raised, learns);
    if (learns) {
      level.drift().add(verdict.pValue());
    }
    return verdict;
  }

  private Verdict verdict(
      KeyCalibration state,
      KeyLevel level,
      ScoredWindow scored,
      RaisedThresholds raised,
      boolean learns) {
    List<Part> parts = parts(scored);
    float[][] vectors = Part.vectors(parts, scored);
    KeyFit fit = state.fit();
    Reference reference = state.reference();
    if (perKey && fit != null && reference != null && fit.fits(parts, vectors)) {
      startEvidence(level, reference);
      double[] levels = fit.levels(vectors, fleet);
      double all = finite(KeyFit.mean(levels));
      double score = level.rank(all, learns);
      return weighed(
          level,
          companionAlone ? fit.residual(vectors[0], fleet).explain(scored) : scored,
          raised,
          all,
          score,
          reference.pValue(score),
          Part.level(levels, parts, false),
          Part.level(levels, parts, true),
          learns);
    }
    // A key whose warm-up was all gaps has no normal windows of its own.
    if (!perKey || fit != null || reference == null) {
      return byModel(level, scored, raised, learns);
    }
    startEvidence(level, reference);
    double own = finite(Math.log1p(scored.score() / unit(reference)));
    return weighed(
        level,
        scored,
        raised,
        own,
        scored.score(),
        reference.pValue(scored.score()),
        Double.NaN,
        Double.NaN,
        learns);
  }

  /** By what the model's file says of its normal scores. */
  private Verdict byModel(
      KeyLevel level, ScoredWindow scored, RaisedThresholds raised, boolean learns) {
    double unit = Math.max(modelQuantiles.quantile(EDGE), ROUNDING);
    if (level.evidence() == null) {
      level.evidence(KeyEvidence.of(modelQuantiles, unit));
    }
    double all = finite(Math.log1p(scored.score() / unit));
    double pValue = modelQuantiles.pValue(scored.score());
    return weighed(
        level, scored, raised, all, scored.score(), pValue, Double.NaN, Double.NaN, learns);
  }

  private Verdict weighed(
      KeyLevel level,
      ScoredWindow scored,
      RaisedThresholds raised,
      double all,
      double score,
      double pValue,
      double autoencoderLevel,
      double companionLevel,
      boolean learns) {
    KeyEvidence evidence = Objects.requireNonNull(level.evidence());
    double limit = threshold;
    if (budget != null) {
      if (learns && !level.counts()) {
        budget.met();
        level.counted(true);
      }
      limit = budget.threshold();
    }
    boolean before = evidence.open();
    LevelTail tail = evidence.tail();
    boolean matters = gate.passes(scored);
    int factor = factor(scored, raised);
    boolean open = evidence.add(all, matters, limit, factor, scored.window().endMillis(), learns);
    if (budget != null && learns) {
      budget.judged(scored.window().endMillis(), open && !before);
    }
    return new Verdict(
        scored,
        all,
        tail,
        matters,
        score,
        evidence.evidence(),
        limit * evidence.raised(),
        evidence.raised(),
        pValue,
        open,
        before ? evidence.calm() : 0,
        autoencoderLevel,
        companionLevel);
  }

  /** How many times the usual threshold counts for a window of this shape. */
  private int factor(ScoredWindow scored, RaisedThresholds raised) {
    Window window = scored.window();
    if (!raised.concern(detector, window.key())) {
      return 1;
    }
    int leading = scored.leading();
    return leading < 0
        ? 1
        : raised.factor(detector, window.key(), features.get(leading), window.endMillis());
  }

  /** Of a key that was calibrated, but judged by another model since. */
  private static void startEvidence(KeyLevel level, Reference reference) {
    if (level.evidence() == null) {
      level.evidence(KeyEvidence.of(levels(reference.unordered(), unit(reference))));
    }
  }

  private static double[] levels(double[] scores, double unit) {
    return Arrays.stream(scores).map(score -> finite(Math.log1p(score / unit))).toArray();
  }

  /** A model may break its contract: then a window must not spoil all that come after it. */
  private static double finite(double level) {
    return level > 0 ? Math.min(level, HIGHEST_LEVEL) : 0;
  }

  private static double unit(Reference reference) {
    return Math.max(reference.quantile(EDGE), ROUNDING);
  }

  /** Makes of the key's calibration windows what its first live window needs. */
  private void settle(KeyCalibration state, KeyLevel level, ScoredWindow scored) {
    double[] scores = state.waiting();
    Samples samples = state.samples();
    if (scores.length > 0 || samples != null) {
      level.drift().restart();
      level.evidence(null);
    }
    if (scores.length > 0) {
      Reference reference = Reference.of(scores);
      state.settle(null, reference);
      level.evidence(KeyEvidence.of(levels(scores, unit(reference))));
    }
    if (samples == null) {
      return;
    }
    if (samples.size() < Baseline.FEWEST_WINDOWS) {
      state.settle(null, null);
      return;
    }
    Calibrator.Outcome outcome = new Calibrator(parts(scored), fleet).calibrate(samples.all());
    state.settle(outcome.fit(), outcome.reference());
    level.evidence(KeyEvidence.of(outcome.levels()));
    level.rankFrom(outcome.level());
  }

  private List<Part> parts(ScoredWindow scored) {
    return scored.latent().length > 0 ? withLatent : withoutLatent;
  }
}
