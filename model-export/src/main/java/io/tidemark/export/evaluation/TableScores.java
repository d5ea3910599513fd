package io.tidemark.export.evaluation;

import io.tidemark.detector.DetectorLine;
import io.tidemark.detector.KeyedWindows;
import io.tidemark.detector.calibration.KeyCalibration;
import io.tidemark.detector.calibration.ScoreJudge;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.Window;
import io.tidemark.export.table.DetectorTable;
import io.tidemark.export.table.TableRow;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A table sent through the detector's line: the scores of each key and the incidents. */
final class TableScores implements DetectorLine.Listener {
  private static final int PROGRESS_EVERY = 1000;

  private final DetectorDefinition definition;
  private final Map<String, KeySeries> keys = new LinkedHashMap<>();
  private final Map<String, IncidentRecord> incidents = new LinkedHashMap<>();
  private long rows;
  private long windows;

  private TableScores(DetectorDefinition definition) {
    this.definition = definition;
  }

  /** Scores the whole table. */
  static TableScores of(
      DetectorDefinition definition,
      OnnxModel model,
      DetectorTable table,
      EvaluationListener listener) {
    TableScores scores = new TableScores(definition);
    DetectorLine line = new DetectorLine(definition, model, scores);
    table.forEach(
        (row, observation) -> {
          scores.row(row, observation);
          line.add(observation);
          if (scores.rows % PROGRESS_EVERY == 0) {
            listener.scored(scores.rows, table.progress());
          }
        });
    line.finish();
    listener.scored(scores.rows, 1);
    return scores;
  }

  /** Scores the whole table by another scorer than a model; alarms, but no incidents. */
  static TableScores of(
      DetectorDefinition definition,
      ModelMetadata metadata,
      WindowScorer scorer,
      DetectorTable table) {
    TableScores scores = new TableScores(definition);
    ScoreJudge judge = new ScoreJudge(definition, metadata);
    Map<String, KeyCalibration> calibrations = new HashMap<>();
    KeyedWindows windows =
        new KeyedWindows(
            definition,
            window -> {
              ScoredWindow scored = scorer.score(window);
              KeyCalibration calibration =
                  calibrations.computeIfAbsent(window.key(), unseen -> new KeyCalibration());
              if (window.phase() == Window.Phase.CALIBRATION) {
                judge.learn(calibration, scored);
                scores.calibrated(scored);
              } else {
                scores.judged(judge.judge(calibration, scored));
              }
            },
            late -> {});
    table.forEach(
        (row, observation) -> {
          scores.row(row, observation);
          windows.add(observation);
        });
    windows.finish();
    return scores;
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
  public void calibrated(ScoredWindow scored) {
    windows++;
    series(scored).calibrated(scored);
  }

  @Override
  public void judged(Verdict verdict) {
    windows++;
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
    return Objects.requireNonNull(keys.get(scored.window().key()));
  }
}
