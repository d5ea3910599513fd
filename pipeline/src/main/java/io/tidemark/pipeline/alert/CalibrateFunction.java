package io.tidemark.pipeline.alert;

import io.tidemark.detector.calibration.KeyCalibration;
import io.tidemark.detector.calibration.KeyLevel;
import io.tidemark.detector.calibration.ScoreJudge;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.scoring.DetectorModels;
import io.tidemark.pipeline.scoring.ModelFiles;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.WindowScore;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
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

  private final Detectors detectors;
  private final ModelFiles files;
  private final Scoring scoring;
  private final boolean tellScores;
  private transient Map<String, Judge> judges;
  private transient ValueState<KeyCalibration> calibrations;
  private transient ValueState<KeyLevel> levels;

  public CalibrateFunction(
      Detectors detectors, ModelFiles files, Scoring scoring, boolean tellScores) {
    this.detectors = detectors;
    this.files = files;
    this.scoring = scoring;
    this.tellScores = tellScores;
  }

  @Override
  public void open(OpenContext context) {
    judges = new HashMap<>();
    try (DetectorModels models =
        DetectorModels.open(detectors, files, scoring, getRuntimeContext())) {
      for (DetectorDefinition detector : detectors.definitions()) {
        var metadata = models.of(detector.name()).metadata();
        judges.put(
            detector.name(), new Judge(new ScoreJudge(detector, metadata), metadata.version()));
      }
    }
    calibrations =
        getRuntimeContext().getState(new ValueStateDescriptor<>("calibration", Types.CALIBRATION));
    levels = getRuntimeContext().getState(new ValueStateDescriptor<>("level", Types.LEVEL));
  }

  @Override
  public void processElement(ScoredWindow scored, Context context, Collector<Verdict> out)
      throws IOException {
    String detector = scored.window().detector();
    if (scored.window().phase() == Window.Phase.FORGOTTEN) {
      calibrations.clear();
      levels.clear();
      out.collect(new Verdict(scored, Double.NaN, Double.NaN, false));
      return;
    }
    Judge judge = Objects.requireNonNull(judges.get(detector), detector);
    KeyCalibration state = calibrations.value();
    boolean known = state != null;
    if (state == null) {
      state = new KeyCalibration();
    }
    Verdict verdict = null;
    if (scored.window().phase() == Window.Phase.CALIBRATION) {
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

  private record Judge(ScoreJudge rule, String modelVersion) {}
}
