package io.tidemark.pipeline.detect;

import io.tidemark.detector.coverage.CoverageChange;
import io.tidemark.pipeline.type.KeyCounts;
import io.tidemark.pipeline.type.Tally;
import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AnomalyAlert;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.MetricGroup;

/** What dashboards can know of the keys and alerts of a subtask. */
final class DetectMetrics {
  private final MetricGroup group;
  private final Map<String, DetectorMetrics> byDetector = new HashMap<>();
  private final CoverageCounts coverage;
  private final KeyCounts openIncidents;
  private final ScoringMetrics scoring;
  private final Tally alertsOpened;
  private final Tally alertsReopened;
  private final Tally alertsResolved;
  private final Tally newNormals;
  private final Tally healthAlertsOpened;
  private final Tally healthAlertsReopened;
  private final Tally healthAlertsResolved;
  private final Tally alertsWithheld;
  private final Tally lateEvents;
  private final Tally windowsRestarted;
  private final Tally eventsOfKeysRefused;
  private final Tally keysForgotten;
  private final Tally feedback;

  DetectMetrics(RuntimeContext context, SubtaskState subtask) {
    group = context.getMetricGroup();
    coverage = subtask.coverage();
    openIncidents = subtask.openIncidents();
    subtask.limits().show(group, "keys");
    coverage.show(group);
    openIncidents.show(group, "openIncidents");
    scoring = new ScoringMetrics(context);
    alertsOpened = new Tally(context, "alertsOpened");
    alertsReopened = new Tally(context, "alertsReopened");
    alertsResolved = new Tally(context, "alertsResolved");
    newNormals = new Tally(context, "newNormals");
    healthAlertsOpened = new Tally(context, "healthAlertsOpened");
    healthAlertsReopened = new Tally(context, "healthAlertsReopened");
    healthAlertsResolved = new Tally(context, "healthAlertsResolved");
    alertsWithheld = new Tally(context, "alertsWithheld");
    lateEvents = new Tally(context, "lateEvents");
    windowsRestarted = new Tally(context, "windowsRestarted");
    eventsOfKeysRefused = new Tally(context, "eventsOfKeysRefused");
    keysForgotten = new Tally(context, "keysForgotten");
    feedback = new Tally(context, "feedback");
    subtask.detectors().definitions().forEach(definition -> of(definition.name()));
  }

  /** Those of one detector. */
  DetectorMetrics of(String detector) {
    return byDetector.computeIfAbsent(detector, name -> new DetectorMetrics(group, name));
  }

  ScoringMetrics scoring() {
    return scoring;
  }

  /** Counts a message. */
  void alert(AnomalyAlert alert) {
    boolean health = alert.getKind() != AlertKind.ANOMALY;
    switch (alert.getState()) {
      case OPEN -> (health ? healthAlertsOpened : alertsOpened).increment();
      case RESOLVED -> (health ? healthAlertsResolved : alertsResolved).increment();
      case NEW_NORMAL -> newNormals.increment();
      case UPDATE -> {
        if (alert.getChange() == AlertChange.REOPENED) {
          (health ? healthAlertsReopened : alertsReopened).increment();
        }
      }
    }
  }

  /** A message about the past was not sent. */
  void withheld() {
    alertsWithheld.increment();
  }

  /** An event is of one key too many. */
  void refused() {
    eventsOfKeysRefused.increment();
  }

  void late() {
    lateEvents.increment();
  }

  void forgotten(long keys) {
    keysForgotten.increment(keys);
  }

  /** What a person said of an incident has come to this subtask, as to all others. */
  void feedback() {
    feedback.increment();
  }

  /** Keys start over, because their detector's definition has changed. */
  void restarted(long keys) {
    windowsRestarted.increment(keys);
  }

  void incidents(String detector, int change) {
    openIncidents.add(detector, change);
  }

  void covered(CoverageChange change) {
    coverage.take(change);
  }

  /** Counts the keys of a detector from now on. */
  void define(String detector) {
    coverage.define(detector);
    openIncidents.define(detector, 0L);
    of(detector);
  }
}
