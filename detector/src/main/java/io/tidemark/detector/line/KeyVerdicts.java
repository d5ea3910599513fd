package io.tidemark.detector.line;

import io.tidemark.detector.calibration.KeyCalibration;
import io.tidemark.detector.calibration.KeyLevel;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.line.KeyModels.Candidate;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import io.tidemark.schemas.feedback.RaisedThresholds;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes verdicts of a key's scored windows. A key is judged by the model that it is calibrated for:
 * after a promotion that is the one before, until the key has seen enough normal windows by the new
 * one.
 */
final class KeyVerdicts {
  private final String detector;
  private final @Nullable Double driftLimit;
  private final RaisedThresholds raised;
  private final LineListener out;
  private DetectorModels detectorModels;

  /**
   * @param raised thresholds that feedback has raised, which may change
   */
  KeyVerdicts(
      DetectorDefinition definition,
      DetectorModels detectorModels,
      RaisedThresholds raised,
      LineListener out) {
    this.raised = raised;
    detector = definition.name();
    driftLimit = definition.alerts().driftShare();
    this.detectorModels = detectorModels;
    this.out = out;
  }

  void serve(DetectorModels now) {
    detectorModels = now;
  }

  /** A verdict and the model that it is by. */
  record Judged(Verdict verdict, LineModel model) {}

  /** Whether a window of the key must be scored by the model that served before as well. */
  boolean needsFallback(KeyState key) {
    LineModel fallback = detectorModels.fallback();
    KeyModels models = Objects.requireNonNull(key.models);
    return fallback != null
        && models.judgedBy().equals(fallback.digest())
        && models.calibration().count() > 0
        && !models.readyFor(detectorModels.serving().digest())
        && detectorModels.serving().judge.windowsToLearn() > 0;
  }

  /**
   * Judges a window or learns from it.
   *
   * @param byFallback the same window by the model that served before, where it was asked for
   * @param learns whether the key may learn from the window
   * @return null where it was learned, or is to be learned and may not
   */
  @Nullable Judged judge(
      KeyState key, ScoredWindow scored, @Nullable ScoredWindow byFallback, boolean learns) {
    KeyModels models = Objects.requireNonNull(key.models);
    LineModel serving = detectorModels.serving();
    if (models.judgedBy().isEmpty()) {
      models.judgedBy(serving.digest());
    }
    if (byFallback != null && needsFallback(key)) {
      return judgeByFallback(key, models, scored, byFallback, learns);
    }
    if (!models.judgedBy().equals(serving.digest())) {
      switchTo(key, models, scored.window().endMillis());
    }
    return judgeBy(serving, key, models, scored, learns);
  }

  private void switchTo(KeyState key, KeyModels models, long millis) {
    LineModel serving = detectorModels.serving();
    KeyDrift before = KeyDrift.of(key.level);
    key.level = models.switchTo(serving.digest(), key.level, serving.judge.windowsToLearn());
    models.retain(detectorModels.digests()).forEach(dropped -> forget(dropped.level));
    tellDrift(before, key.level, millis);
  }

  private @Nullable Judged judgeByFallback(
      KeyState key,
      KeyModels models,
      ScoredWindow scored,
      ScoredWindow byFallback,
      boolean learns) {
    LineModel fallback = Objects.requireNonNull(detectorModels.fallback());
    LineModel serving = detectorModels.serving();
    Judged judged = judgeBy(fallback, key, models, byFallback, learns);
    learn(serving, models, scored, judged == null ? null : judged.verdict(), learns);
    return judged;
  }

  private @Nullable Judged judgeBy(
      LineModel model, KeyState key, KeyModels models, ScoredWindow scored, boolean learns) {
    boolean live = scored.window().phase() == Window.Phase.LIVE;
    if (scored.window().phase() == Window.Phase.CALIBRATION
        || (live && models.missing() > 0)
        || model.judge.learns(models.calibration(), scored)) {
      if (live && !learns) {
        return null;
      }
      model.judge.learn(models.calibration(), scored);
      models.learnedOne();
      out.learned(scored, model);
      return null;
    }
    boolean settledBefore = models.calibration().settled();
    KeyDrift before = KeyDrift.of(key.level);
    Verdict verdict = verdict(model, models, key.level, scored, learns);
    models.changed(models.calibration().settled() != settledBefore);
    tellDrift(before, key.level, scored.window().endMillis());
    out.judged(verdict, model);
    return new Judged(verdict, model);
  }

  private Verdict verdict(
      LineModel model, KeyModels models, KeyLevel level, ScoredWindow scored, boolean learns) {
    if (model.judge.startsOver(level)) {
      forget(level);
    }
    return model.judge.judge(models.calibration(), level, scored, raised, learns);
  }

  /**
   * Takes a window by the model in the shadow, which learns the key's normal windows first.
   *
   * @param judged the verdict that counts; null while the key learns
   * @param learns whether the key may learn from the window
   */
  void lookOn(KeyState key, ScoredWindow scored, @Nullable Judged judged, boolean learns) {
    KeyModels models = Objects.requireNonNull(key.models);
    LineModel shadow = Objects.requireNonNull(detectorModels.shadow());
    if (models.judgedBy().equals(shadow.digest())) {
      return; // the key was not ready for what replaced it
    }
    Candidate candidate = models.other(shadow.digest());
    if (scored.window().phase() == Window.Phase.CALIBRATION
        || candidate == null
        || !candidate.ready()) {
      learn(shadow, models, scored, judged == null ? null : judged.verdict(), learns);
      return;
    }
    if (judged == null || scored.window().phase() == Window.Phase.WARM_UP) {
      return;
    }
    if (shadow.judge.startsOver(candidate.level)) {
      forget(candidate.level);
    }
    Verdict verdict =
        shadow.judge.judge(candidate.calibration, candidate.level, scored, raised, learns);
    models.changed(true);
    out.compared(judged.verdict(), judged.model(), verdict, shadow);
  }

  /** Lets a key learn one of its normal windows by a model that it is not judged by. */
  private void learn(
      LineModel model,
      KeyModels models,
      ScoredWindow scored,
      @Nullable Verdict verdict,
      boolean learns) {
    if (scored.window().phase() == Window.Phase.WARM_UP
        || (scored.window().phase() == Window.Phase.LIVE && !learns)
        || (verdict != null && verdict.anomalous())) {
      return;
    }
    Candidate candidate = models.other(model.digest());
    if (candidate == null) {
      // A key remembers the models at work, and not all that ever were.
      models.retain(detectorModels.digests()).forEach(dropped -> forget(dropped.level));
      candidate =
          new Candidate(
              new KeyCalibration(),
              models.firstLevel(model.digest()),
              model.judge.windowsToLearn());
    }
    model.judge.learn(candidate.calibration, scored);
    candidate.missing--;
    models.put(model.digest(), candidate);
  }

  /** Forgets what is normal for the key, by all models. */
  void recalibrate(KeyState key, long millis) {
    KeyModels models = Objects.requireNonNull(key.models);
    forgetLevels(key, models, millis);
    models.recalibrate();
    key.level = new KeyLevel();
  }

  /** Takes that the key is forgotten. */
  void forgetLevels(KeyState key, KeyModels models, long millis) {
    forget(key.level);
    models.others().forEach(other -> forget(other.level));
    tellDrift(KeyDrift.of(key.level), null, millis);
  }

  /** A key's scores by a model count no more: the key leaves the budget of alerts it counts in. */
  private void forget(KeyLevel level) {
    for (LineModel model : detectorModels.all()) {
      if (model.judge.counts(level)) {
        Objects.requireNonNull(model.judge.budget()).left();
        return;
      }
    }
    out.forgotten(level);
  }

  private void tellDrift(KeyDrift before, @Nullable KeyLevel now, long millis) {
    var change = KeyDrift.of(now).since(before, detector, millis, driftLimit);
    if (change != null) {
      out.drifted(change);
    }
  }
}
