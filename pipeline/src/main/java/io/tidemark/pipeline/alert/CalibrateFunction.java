package io.tidemark.pipeline.alert;

import io.tidemark.detector.calibration.KeyCalibration;
import io.tidemark.detector.calibration.KeyLevel;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.control.ControlEventFormat;
import io.tidemark.pipeline.scoring.ByModel;
import io.tidemark.pipeline.scoring.ModelFiles;
import io.tidemark.pipeline.type.BinaryType;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.WindowScore;
import java.time.Instant;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Learns each key's normal scores from its warm-up and judges its live windows by them. Can tell
 * every score to a side output, for a topic that is switched on when people tune a detector.
 */
public final class CalibrateFunction
    extends KeyedProcessFunction<DetectorKey, ScoredWindow, Verdict> {
  private static final long serialVersionUID = 1L;

  /** Where every score goes when they are asked for. */
  public static final OutputTag<WindowScore> SCORES = new OutputTag<>("scores", Types.SCORE);

  /** How models in the shadow compare. */
  public static final OutputTag<ControlEvent> REPORTS =
      new OutputTag<>("shadow-reports", new BinaryType<>(new ControlEventFormat()));

  private final Detectors detectors;
  private final ModelFiles files;
  private final Scoring scoring;
  private final boolean tellScores;
  private final boolean steered;
  private transient ByModel<Judge> judges;
  private transient @Nullable Steering steering;
  private transient @Nullable Verdict latest;
  private transient ValueState<KeyCalibration> calibrations;
  private transient ValueState<KeyLevel> levels;

  public CalibrateFunction(
      Detectors detectors, ModelFiles files, Scoring scoring, boolean tellScores) {
    this(detectors, files, scoring, tellScores, false);
  }

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

  @Override
  public void open(OpenContext context) {
    judges = new ByModel<>(detectors, files, scoring, getRuntimeContext(), Judge::of);
    calibrations =
        getRuntimeContext().getState(new ValueStateDescriptor<>("calibration", Types.CALIBRATION));
    levels = getRuntimeContext().getState(new ValueStateDescriptor<>("level", Types.LEVEL));
    steering =
        steered ? new Steering(detectors, judges, getRuntimeContext(), calibrations, levels) : null;
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
    if (scored.window().phase() == Window.Phase.FORGOTTEN) {
      calibrations.clear();
      levels.clear();
      if (steering != null) {
        steering.forget();
      }
      out.collect(new Verdict(scored, Double.NaN, Double.NaN, false));
      return;
    }
    boolean mustLearn = steering != null && steering.mustLearn(scored);
    Judge judge = judges.of(scored);
    KeyCalibration state = calibrations.value();
    boolean known = state != null;
    if (state == null) {
      state = new KeyCalibration();
    }
    Verdict verdict = null;
    if (mustLearn || scored.window().phase() == Window.Phase.CALIBRATION) {
      judge.rule().learn(state, scored);
      calibrations.update(state);
    } else {
      boolean settledBefore = state.settled();
      KeyLevel level = Objects.requireNonNullElseGet(levels.value(), KeyLevel::new);
      verdict = judge.rule().judge(state, level, scored);
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
