package io.tidemark.pipeline.alert;

import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.detector.calibration.AlertBudget;
import io.tidemark.detector.calibration.KeyCalibration;
import io.tidemark.detector.calibration.KeyLevel;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.control.ControlEventFormat;
import io.tidemark.pipeline.scoring.ModelFiles;
import io.tidemark.pipeline.type.BinaryType;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.WindowScore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Learns each key's normal scores from its warm-up and judges its live windows by them. Can tell
 * every score to a side output, for a topic that is switched on when people tune a detector.
 */
public final class CalibrateFunction
    extends KeyedProcessFunction<DetectorKey, ScoredWindow, Verdict>
    implements CheckpointedFunction {
  private static final long serialVersionUID = 1L;

  /** Where every score goes when they are asked for. */
  public static final OutputTag<WindowScore> SCORES = new OutputTag<>("scores", Types.SCORE);

  /** What changes in the keys' drift, for {@link DriftFunction}. */
  public static final OutputTag<FleetDrift.Change> DRIFT =
      new OutputTag<>("drift", Types.DRIFT_CHANGE);

  /** How models in the shadow compare. */
  public static final OutputTag<ControlEvent> REPORTS =
      new OutputTag<>("shadow-reports", new BinaryType<>(new ControlEventFormat()));

  private final Detectors detectors;
  private final ModelFiles files;
  private final Scoring scoring;
  private final boolean tellScores;
  private final boolean steered;
  private transient Judges judges;
  private transient @Nullable Steering steering;
  private transient @Nullable Verdict latest;
  private transient ValueState<KeyCalibration> calibrations;
  private transient ValueState<KeyLevel> levels;
  private transient @Nullable ListState<AlertBudget.Saved> budgets;

  /**
   * @param steered whether models change while the job runs
   */
  public CalibrateFunction(
      Detectors detectors, ModelFiles files, Scoring scoring, boolean tellScores, boolean steered) {
    this.detectors = detectors;
    this.files = files;
    this.scoring = scoring;
    this.tellScores = tellScores;
    this.steered = steered;
  }

  /** What the subtasks knew of the detectors' rates of alerts, all of it on each of them. */
  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    budgets =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>("alert-budgets", Types.BUDGET));
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    Objects.requireNonNull(budgets).update(judges.saved());
  }

  @Override
  public void open(OpenContext context) throws Exception {
    List<AlertBudget.Saved> before = new ArrayList<>();
    Objects.requireNonNull(budgets).get().forEach(before::add);
    judges = new Judges(detectors, files, scoring, getRuntimeContext(), before);
    calibrations =
        getRuntimeContext().getState(new ValueStateDescriptor<>("calibration", Types.CALIBRATION));
    levels = getRuntimeContext().getState(new ValueStateDescriptor<>("level", Types.LEVEL));
    steering = steered ? new Steering(judges, getRuntimeContext(), calibrations, levels) : null;
  }

  @Override
  public void processElement(ScoredWindow scored, Context context, Collector<Verdict> out)
      throws Exception {
    if (scored.shadow()) {
      Objects.requireNonNull(steering)
          .lookOn(scored, latest, report -> context.output(REPORTS, report));
      return;
    }
    latest = null;
    String detector = scored.window().detector();
    if (scored.window().phase() == Window.Phase.FORGOTTEN) {
      forget(detector, context);
      out.collect(new Verdict(scored, Double.NaN, Double.NaN, false));
      return;
    }
    Judge judge = judges.of(scored);
    boolean mustLearn = steering != null && steering.mustLearn(scored, it -> tell(it, context));
    KeyCalibration state = calibrations.value();
    boolean known = state != null;
    if (state == null) {
      state = new KeyCalibration();
    }
    Verdict verdict = null;
    if (mustLearn || judge.rule().learns(state, scored)) {
      judge.rule().learn(state, scored);
      calibrations.update(state);
    } else {
      boolean settledBefore = state.settled();
      KeyLevel level = Objects.requireNonNullElseGet(levels.value(), KeyLevel::new);
      KeyDrift before = KeyDrift.of(level);
      verdict = judges.verdict(judge, state, level, scored);
      tell(KeyDrift.of(level).since(before, detector, scored.window().endMillis()), context);
      levels.update(level);
      if (known && state.settled() != settledBefore) {
        calibrations.update(state);
      }
      latest = verdict;
      out.collect(verdict);
    }
    if (tellScores) {
      context.output(SCORES, score(scored, verdict, judge.modelVersion()));
    }
  }

  private void forget(String detector, Context context) throws Exception {
    KeyLevel level = levels.value();
    if (level != null) {
      judges.left(detector, level);
    }
    tell(KeyDrift.UNKNOWN.since(KeyDrift.of(level), detector, Long.MIN_VALUE), context);
    calibrations.clear();
    levels.clear();
    if (steering != null) {
      steering.forget(detector);
    }
  }

  @Override
  @SuppressWarnings("NullAway") // Flink closes what it could not open
  public void close() {
    if (judges != null) {
      judges.close();
      judges = null;
    }
  }

  private static void tell(FleetDrift.@Nullable Change change, Context context) {
    if (change != null) {
      context.output(DRIFT, change);
    }
  }

  private static WindowScore score(
      ScoredWindow scored, @Nullable Verdict verdict, String modelVersion) {
    Window window = scored.window();
    return WindowScore.newBuilder()
        .setDetector(window.detector())
        .setKey(window.key())
        .setWindowStart(Instant.ofEpochMilli(window.startMillis()))
        .setWindowEnd(Instant.ofEpochMilli(window.endMillis()))
        .setScore(verdict == null ? scored.score() : verdict.score())
        .setThreshold(verdict == null ? null : verdict.threshold())
        .setPValue(verdict == null ? null : verdict.pValue())
        .setAutoencoderScore(verdict == null ? null : verdict.autoencoder())
        .setCompanionScore(verdict == null ? null : verdict.companion())
        .setAnomalous(verdict != null && verdict.anomalous())
        .setImputedShare(window.imputedShare())
        .setModelVersion(modelVersion)
        .build();
  }
}
