package io.tidemark.detector;

import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.coverage.CoverageChange;
import io.tidemark.detector.coverage.CoverageStatus;
import io.tidemark.detector.line.LineListener;
import io.tidemark.detector.line.LineModel;
import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.tick.Observation;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AnomalyAlert;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** For tests: all that a line tells its host, in order. */
public final class Recorder implements LineListener {
  private final List<Judged> judged = new ArrayList<>();
  private final List<Judged> compared = new ArrayList<>();
  private final List<Learned> learned = new ArrayList<>();
  private final List<AnomalyAlert> alerts = new ArrayList<>();
  private final List<Observation> late = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();
  private final List<CoverageChange> covered = new ArrayList<>();
  private int incidents;

  /** A verdict by the model of some digest. */
  public record Judged(Verdict verdict, String digest) {}

  /** A window that was learned for the model of some digest. */
  public record Learned(ScoredWindow scored, String digest) {}

  /** A failure of the model of some digest, and how many windows it left without a verdict. */
  public record Failure(String digest, int unscored) {}

  @Override
  public void learned(ScoredWindow scored, LineModel model) {
    learned.add(new Learned(scored, model.digest()));
  }

  @Override
  public void judged(Verdict verdict, LineModel model) {
    judged.add(new Judged(verdict, model.digest()));
  }

  @Override
  public void compared(Verdict serving, LineModel model, Verdict candidate, LineModel shadow) {
    compared.add(new Judged(candidate, shadow.digest()));
  }

  @Override
  public void alert(AnomalyAlert alert) {
    alerts.add(alert);
  }

  @Override
  public void late(Observation observation, long lateMillis) {
    late.add(observation);
  }

  @Override
  public void failed(LineModel model, int unscored, ModelException reason) {
    failures.add(new Failure(model.digest(), unscored));
  }

  @Override
  public void covered(CoverageChange change) {
    covered.add(change);
  }

  @Override
  public void incidents(int change) {
    incidents += change;
  }

  public List<Verdict> verdicts() {
    return judged.stream().map(Judged::verdict).toList();
  }

  /** Verdicts with the models that they are by. */
  public List<Judged> judged() {
    return judged;
  }

  /** Verdicts by the model in the shadow. */
  public List<Judged> compared() {
    return compared;
  }

  public List<Learned> learned() {
    return learned;
  }

  public List<AnomalyAlert> alerts() {
    return alerts;
  }

  /** Alerts of one kind. */
  public List<AnomalyAlert> alerts(AlertKind kind) {
    return alerts.stream().filter(alert -> alert.getKind() == kind).toList();
  }

  public List<Failure> failures() {
    return failures;
  }

  public List<Observation> late() {
    return late;
  }

  /** What was told of the keys' coverage. */
  public List<CoverageChange> covered() {
    return covered;
  }

  /** Keys by how they are now, without those that are not there. */
  public Map<CoverageStatus, Integer> coverage() {
    Map<CoverageStatus, Integer> counts = new HashMap<>();
    for (CoverageChange change : covered) {
      if (change.before() != null) {
        counts.merge(change.before(), -1, Integer::sum);
      }
      if (change.after() != null) {
        counts.merge(change.after(), 1, Integer::sum);
      }
    }
    counts.values().removeIf(count -> count == 0);
    return counts;
  }

  /** Incidents that are open now. */
  public int incidents() {
    return incidents;
  }
}
