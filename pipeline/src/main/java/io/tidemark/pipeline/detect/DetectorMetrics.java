package io.tidemark.pipeline.detect;

import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Severity;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * What dashboards can know of one detector on a subtask. Counters are there from the start, so that
 * the first incident is an increase too. Their names are not those of the operator's own counters:
 * {@link io.tidemark.pipeline.watch.LiveMetrics} adds up all of one name.
 */
final class DetectorMetrics {
  private static final int RECENT_OPENINGS = 100;

  private final MetricGroup group;
  private final Map<Severity, Counter> opened;
  private final Map<Severity, Counter> reopened;
  private final Map<Severity, Counter> resolved;
  private final Counter healthOpened;
  private final Histogram openDelay;
  private final Counter windowsScored;
  private final Counter lateEvents;
  private final Map<String, Shadow> shadows = new HashMap<>();

  /** Windows that a model in the shadow was compared on. */
  private record Shadow(Counter windows, Counter onlyServing, Counter onlyShadow) {
    static Shadow in(MetricGroup group) {
      return new Shadow(
          group.counter("shadowWindows"),
          group.counter("shadowWindowsOnlyServing"),
          group.counter("shadowWindowsOnlyShadow"));
    }
  }

  /**
   * @param operator group of the operator
   */
  DetectorMetrics(MetricGroup operator, String detector) {
    group = operator.addGroup("detector", detector);
    opened = bySeverity("alertsOpenedBySeverity");
    reopened = bySeverity("alertsReopenedBySeverity");
    resolved = bySeverity("alertsResolvedBySeverity");
    healthOpened = group.counter("healthAlertsOpenedByDetector");
    openDelay =
        group.histogram("openDelayMillis", new DescriptiveStatisticsHistogram(RECENT_OPENINGS));
    windowsScored = group.counter("windowsScoredByDetector");
    lateEvents = group.counter("lateEventsByDetector");
  }

  private Map<Severity, Counter> bySeverity(String name) {
    Map<Severity, Counter> counters = new EnumMap<>(Severity.class);
    for (Severity severity : Severity.values()) {
      String label = severity.name().toLowerCase(Locale.ROOT);
      counters.put(severity, group.addGroup("severity", label).counter(name));
    }
    return counters;
  }

  /**
   * Counts a message.
   *
   * @param nowMillis the clock's time, which says how late an incident opens
   */
  void alert(AnomalyAlert alert, long nowMillis) {
    if (alert.getKind() != AlertKind.ANOMALY) {
      if (alert.getState() == AlertState.OPEN) {
        healthOpened.inc();
      }
      return;
    }
    switch (alert.getState()) {
      case OPEN -> {
        count(opened, alert);
        openDelay.update(nowMillis - alert.getOpenedAt().toEpochMilli());
      }
      case RESOLVED, NEW_NORMAL -> count(resolved, alert);
      case UPDATE -> {
        if (alert.getChange() == AlertChange.REOPENED) {
          count(reopened, alert);
        }
      }
    }
  }

  private static void count(Map<Severity, Counter> counters, AnomalyAlert alert) {
    Objects.requireNonNull(counters.get(alert.getSeverity())).inc();
  }

  void scored(int windows) {
    windowsScored.inc(windows);
  }

  void late() {
    lateEvents.inc();
  }

  /** Counts a window that the model in the shadow was compared on. */
  void compared(String version, boolean serving, boolean shadow) {
    Shadow counters =
        shadows.computeIfAbsent(version, name -> Shadow.in(group.addGroup("version", name)));
    counters.windows().inc();
    if (serving && !shadow) {
      counters.onlyServing().inc();
    } else if (shadow && !serving) {
      counters.onlyShadow().inc();
    }
  }
}
