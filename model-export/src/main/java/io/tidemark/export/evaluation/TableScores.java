package io.tidemark.export.evaluation;

import io.tidemark.detector.DetectorLine;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Health;
import io.tidemark.detector.line.LineListener;
import io.tidemark.detector.line.LineModel;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.Unwatched;
import io.tidemark.detector.window.WarmUpReport;
import io.tidemark.export.table.ObservedTable;
import io.tidemark.export.table.TableRow;
import io.tidemark.export.window.InputProfile;
import io.tidemark.schemas.AnomalyAlert;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A table sent through the detector's line: the scores of each key and the incidents. */
final class TableScores implements LineListener {
  private static final Comparator<IncidentRecord> BY_OPENING =
      Comparator.comparing(IncidentRecord::openedAt)
          .thenComparing(IncidentRecord::key)
          .thenComparing(IncidentRecord::alertId);

  private final DetectorDefinition definition;
  private final Map<String, KeySeries> keys = new TreeMap<>();
  private final InputProfile profile;
  private final IncidentRecords incidents = new IncidentRecords();
  private final FeatureShares shares;
  private final WorstWindows worst = new WorstWindows();
  private final List<WarmUpReport> warmUps = new ArrayList<>();
  private long windows;
  private long verdicts;

  private TableScores(DetectorDefinition definition) {
    this.definition = definition;
    profile = new InputProfile(definition);
    shares = new FeatureShares(definition.featureNames());
  }

  /**
   * Scores the whole table. What is wrong with the sensors themselves is no matter of labels: it is
   * left out, and so are no anomalies that it explains.
   *
   * @param warmups null where the definition's warm-up serves
   */
  static TableScores of(
      DetectorDefinition definition,
      LineMaker maker,
      ObservedTable table,
      @Nullable Warmups warmups,
      EvaluationListener listener) {
    TableScores scores = new TableScores(definition);
    ByKey<DetectorLine> lines =
        new ByKey<>(
            definition.withHealth(Health.OFF),
            warmups,
            (ofKeys, warmup) -> maker.line(ofKeys, warmup, scores));
    new TableReading(definition, warmups)
        .read(
            table,
            scores::row,
            observation -> lines.of(observation.key()).add(observation),
            listener);
    lines.all().forEach(DetectorLine::finish);
    scores.finish();
    listener.scored(scores.rows(), 1);
    return scores;
  }

  private void finish() {
    keys.values().stream()
        .filter(series -> profile.rarerThanTick(series.key()))
        .forEach(KeySeries::rarerThanTick);
  }

  /** By name, so that the figures do not depend on how the keys are mixed in the table. */
  Collection<KeySeries> keys() {
    return keys.values();
  }

  Set<String> keyNames() {
    return keys.keySet();
  }

  /** In the order of their opening. */
  List<IncidentRecord> incidents() {
    return incidents.all().stream().sorted(BY_OPENING).toList();
  }

  /** Rows that said something to the detector. */
  long rows() {
    return profile.observations();
  }

  /** How the rows come, with those that came too late. */
  InputProfile profile() {
    return profile;
  }

  /** Windows that were judged. */
  long verdicts() {
    return verdicts;
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
    profile.add(observation);
    series(observation.key()).row(observation.eventTimeMillis(), row);
  }

  @Override
  public void unwatched(String key, long endMillis, Unwatched reason) {
    series(key).unwatched(endMillis, reason);
  }

  @Override
  public void late(Observation observation, long lateMillis) {
    profile.late(observation);
    series(observation.key()).late(observation.eventTimeMillis());
  }

  @Override
  public void warmUp(WarmUpReport report) {
    warmUps.add(report);
  }

  /** The warm-ups in which something was wrong. */
  List<WarmUpReport> warmUps() {
    return warmUps;
  }

  @Override
  public void learned(ScoredWindow scored, LineModel model) {
    windows++;
    series(scored.window().key()).calibrated(scored);
  }

  @Override
  public void judged(Verdict verdict, LineModel model) {
    windows++;
    verdicts++;
    shares.add(verdict);
    worst.add(verdict);
    series(verdict.scored().window().key()).judged(verdict);
  }

  @Override
  public void alert(AnomalyAlert alert) {
    incidents.add(alert);
  }

  private KeySeries series(String key) {
    return keys.computeIfAbsent(
        key, unseen -> new KeySeries(key, definition.window().tick().toMillis()));
  }
}
