package io.tidemark.export.evaluation;

import io.tidemark.detector.DetectorLine;
import io.tidemark.detector.KeyedWindows;
import io.tidemark.detector.calibration.KeyCalibration;
import io.tidemark.detector.calibration.KeyLevel;
import io.tidemark.detector.calibration.ScoreJudge;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.Calibration;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Score;
import io.tidemark.detector.definition.Scoring;
import io.tidemark.detector.line.LineListener;
import io.tidemark.detector.line.LineModel;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.Window;
import io.tidemark.detector.window.WindowSink;
import io.tidemark.export.table.DetectorTable;
import io.tidemark.export.table.TableRow;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table sent through the detector's line: the scores of each key and the incidents. */
final class TableScores implements LineListener {
  private final DetectorDefinition definition;
  private final Map<String, KeySeries> keys = new LinkedHashMap<>();
  private final Map<String, IncidentRecord> incidents = new LinkedHashMap<>();
  private final FeatureShares shares;
  private final WorstWindows worst = new WorstWindows();
  private long rows;
  private long windows;

  private TableScores(DetectorDefinition definition) {
    this.definition = definition;
    shares = new FeatureShares(definition.featureNames());
  }

  /**
   * Scores the whole table.
   *
   * @param warmups null where the definition's warm-up serves
   */
  static TableScores of(
      DetectorDefinition definition,
      OnnxModel model,
      DetectorTable table,
      @Nullable Warmups warmups,
      EvaluationListener listener) {
    TableScores scores = new TableScores(definition);
    ByKey<DetectorLine> lines =
        new ByKey<>(
            definition,
            warmups,
            (ofKeys, warmup) -> new DetectorLine(ofKeys, warmup, model, scores));
    new TableReading(definition, warmups)
        .read(
            table,
            scores::row,
            observation -> lines.of(observation.key()).add(observation),
            listener);
    lines.all().forEach(DetectorLine::finish);
    listener.scored(scores.rows, 1);
    return scores;
  }

  /**
   * Scores the whole table by another scorer than a model; alarms, but no incidents.
   *
   * @param warmups null where the definition's warm-up serves
   */
  static TableScores of(
      DetectorDefinition definition,
      ModelMetadata metadata,
      WindowScorer scorer,
      DetectorTable table,
      @Nullable Warmups warmups) {
    TableScores scores = new TableScores(definition);
    ScoreJudge judge = new ScoreJudge(uncalibrated(definition), metadata);
    Map<String, KeyCalibration> calibrations = new HashMap<>();
    Map<String, KeyLevel> levels = new HashMap<>();
    WindowSink out =
        window -> {
          ScoredWindow scored = scorer.score(window);
          KeyCalibration calibration =
              calibrations.computeIfAbsent(window.key(), unseen -> new KeyCalibration());
          if (window.phase() == Window.Phase.CALIBRATION) {
            judge.learn(calibration, scored);
            scores.learned(scored);
          } else {
            KeyLevel level = levels.computeIfAbsent(window.key(), unseen -> new KeyLevel());
            scores.judged(judge.judge(calibration, level, scored));
          }
        };
    ByKey<KeyedWindows> windows =
        new ByKey<>(
            definition,
            warmups,
            (ofKeys, warmup) -> new KeyedWindows(ofKeys, warmup, out, late -> {}));
    new TableReading(definition, warmups)
        .read(
            table,
            scores::row,
            observation -> windows.of(observation.key()).add(observation),
            EvaluationListener.SILENT);
    windows.all().forEach(KeyedWindows::finish);
    return scores;
  }

  /** With the scorer's own scores, which know nothing of an encoder or its error. */
  private static DetectorDefinition uncalibrated(DetectorDefinition definition) {
    return definition.withScoring(
        new Scoring(Score.AUTOENCODER, Calibration.NONE, 1, 0), definition.threshold());
  }

  /** In the order of their first rows. */
  Collection<KeySeries> keys() {
    return keys.values();
  }

  /** In the order of their opening. */
  List<IncidentRecord> incidents() {
    return List.copyOf(incidents.values());
  }

  /** Rows that said something to the detector. */
  long rows() {
    return rows;
  }

  /** Windows scored, those of the warm-up among them. */
  long windows() {
    return windows;
  }

  /** What the features contribute to the errors of judged windows. */
  FeatureShares shares() {
    return shares;
  }

  /** Judged windows that stand out. */
  WorstWindows worst() {
    return worst;
  }

  private void row(TableRow row, Observation observation) {
    rows++;
    keys.computeIfAbsent(
            observation.key(),
            key ->
                new KeySeries(
                    key, definition.window().tick().toMillis(), definition.alerts().openAfter()))
        .row(observation.eventTimeMillis(), row);
  }

  @Override
  public void learned(ScoredWindow scored, LineModel model) {
    learned(scored);
  }

  private void learned(ScoredWindow scored) {
    windows++;
    series(scored).calibrated(scored);
  }

  @Override
  public void judged(Verdict verdict, LineModel model) {
    judged(verdict);
  }

  private void judged(Verdict verdict) {
    windows++;
    shares.add(verdict);
    worst.add(verdict);
    series(verdict.scored()).judged(verdict);
  }

  @Override
  public void alert(AnomalyAlert alert) {
    if (alert.getState() == AlertState.OPEN) {
      incidents.put(alert.getAlertId(), IncidentRecord.opened(alert));
    } else {
      incidents.computeIfPresent(alert.getAlertId(), (id, incident) -> incident.told(alert));
    }
  }

  private KeySeries series(ScoredWindow scored) {
    String key = scored.window().key();
    return keys.computeIfAbsent(
        key,
        unseen ->
            new KeySeries(
                key, definition.window().tick().toMillis(), definition.alerts().openAfter()));
  }
}
