package io.tidemark.pipeline.alert;

import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.detector.calibration.KeyCalibration;
import io.tidemark.detector.calibration.KeyLevel;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.type.BinaryType;
import io.tidemark.schemas.ControlEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * What a key knows about models besides the one that serves, where models change while the job
 * runs. A model in the shadow learns the key's normal windows as its warm-up would have; when it is
 * promoted it brings them along. A key that has not met the promoted model often enough learns
 * first, without verdicts; the calibration of the model before is kept for a roll-back.
 */
final class Steering {
  private final Judges judges;
  private final int subtask;
  private final ValueState<KeyCalibration> calibrations;
  private final ValueState<KeyLevel> levels;
  private final ValueState<String> servedBy;
  private final ValueState<Integer> missing;
  private final MapState<String, Candidate> others;
  private final Map<String, ShadowComparison> comparisons = new HashMap<>();

  Steering(
      Judges judges,
      RuntimeContext context,
      ValueState<KeyCalibration> calibrations,
      ValueState<KeyLevel> levels) {
    this.judges = judges;
    this.calibrations = calibrations;
    this.levels = levels;
    subtask = context.getTaskInfo().getIndexOfThisSubtask();
    servedBy =
        context.getState(new ValueStateDescriptor<>("served-by", BasicTypeInfo.STRING_TYPE_INFO));
    missing = context.getState(new ValueStateDescriptor<>("missing", BasicTypeInfo.INT_TYPE_INFO));
    others =
        context.getMapState(
            new MapStateDescriptor<>(
                "other-models",
                BasicTypeInfo.STRING_TYPE_INFO,
                new BinaryType<>(new Candidate.Format())));
  }

  /**
   * Brings the key's state to the model that scored this window, as the serving one.
   *
   * @param drift is told where the key's level goes or comes with its model
   * @return whether the key must still learn from it
   */
  boolean mustLearn(ScoredWindow scored, Consumer<FleetDrift.@Nullable Change> drift)
      throws Exception {
    String detector = scored.window().detector();
    String before = Objects.requireNonNullElse(servedBy.value(), judges.digest(detector));
    if (!before.equals(scored.model())) {
      KeyDrift told = KeyDrift.of(levels.value());
      change(scored, before);
      drift.accept(KeyDrift.of(levels.value()).since(told, detector, scored.window().endMillis()));
    }
    Integer left = missing.value();
    if (left == null || left <= 0) {
      return false;
    }
    missing.update(left - 1);
    return true;
  }

  private void change(ScoredWindow scored, String before) throws Exception {
    String now = scored.model();
    KeyCalibration calibration = calibrations.value();
    Candidate arriving = others.get(now);
    others.remove(now);
    forgetOthers(scored.window().detector());
    if (calibration != null) {
      int left = Objects.requireNonNullElse(missing.value(), 0);
      KeyLevel level = Objects.requireNonNullElseGet(levels.value(), KeyLevel::new);
      others.put(before, new Candidate(calibration, level, left));
    }
    servedBy.update(now);
    if (arriving == null) {
      calibrations.clear();
      levels.clear();
      // A key that is still in its warm-up goes on with that.
      missing.update(calibration == null ? 0 : needed(scored));
    } else {
      calibrations.update(arriving.calibration());
      levels.update(arriving.level());
      missing.update(arriving.missing());
    }
  }

  /** Normal windows that a key needs of a model that it has not met. */
  private int needed(ScoredWindow scored) {
    return judges.of(scored).rule().windowsToLearn();
  }

  /**
   * Takes a window that a model in the shadow scored, right after the serving model.
   *
   * @param serving the serving model's verdict; null during the warm-up
   */
  void lookOn(ScoredWindow scored, @Nullable Verdict serving, Consumer<ControlEvent> report)
      throws Exception {
    Candidate known = others.get(scored.model());
    Candidate candidate =
        known == null ? new Candidate(new KeyCalibration(), new KeyLevel(), needed(scored)) : known;
    Judge judge = judges.of(scored);
    if (scored.window().phase() == Window.Phase.CALIBRATION || candidate.missing() > 0) {
      if (serving == null || !serving.anomalous()) {
        judge.rule().learn(candidate.calibration(), scored);
        others.put(scored.model(), candidate.withOneMore());
      }
      return;
    }
    Verdict verdict = judges.verdict(judge, candidate.calibration(), candidate.level(), scored);
    others.put(scored.model(), candidate);
    if (serving != null) {
      compare(scored.window().detector(), judge, serving, verdict, report);
    }
  }

  private void compare(
      String detector,
      Judge judge,
      Verdict serving,
      Verdict candidate,
      Consumer<ControlEvent> report) {
    ShadowComparison comparison = comparisons.get(detector);
    String digest = candidate.scored().model();
    if (comparison == null || !comparison.isOf(digest)) {
      comparison = new ShadowComparison(detector, digest, judge.modelVersion(), subtask);
      comparisons.put(detector, comparison);
    }
    if (comparison.add(serving, candidate)) {
      report.accept(
          comparison.report(
              judges.of(serving.scored()).cost().getAsDouble(), judge.cost().getAsDouble()));
    }
  }

  void forget(String detector) throws Exception {
    servedBy.clear();
    missing.clear();
    forgetOthers(detector);
  }

  private void forgetOthers(String detector) throws Exception {
    for (Candidate forgotten : others.values()) {
      judges.left(detector, forgotten.level());
    }
    others.clear();
  }
}
