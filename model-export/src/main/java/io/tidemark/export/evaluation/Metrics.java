package io.tidemark.export.evaluation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.export.evaluation.KeyMetrics.Labelled;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How good the detector was on the table. Samples are the ticks with a verdict: warm-ups and gaps
 * do not count. Areas are means over the keys that have both classes; counts are pooled over keys.
 * A figure that needs labels is NaN, and null in JSON, without them.
 */
public final class Metrics {
  private final EvaluatedTable table;
  private final List<KeyMetrics> keys;
  private final List<IncidentRecord> incidents;
  private final List<KeyChart> charts;
  private final List<Labelled> labelled;
  private final EventCounts events;
  private final Confusion counts;

  Metrics(
      EvaluatedTable table,
      List<KeyMetrics> keys,
      List<IncidentRecord> incidents,
      List<KeyChart> charts) {
    this.table = table;
    this.keys = List.copyOf(keys);
    this.incidents = List.copyOf(incidents);
    this.charts = List.copyOf(charts);
    labelled = keys.stream().map(KeyMetrics::labels).filter(Objects::nonNull).toList();
    events = EventCounts.of(labelled.stream().map(Labelled::events).toList());
    counts = labelled.stream().map(Labelled::counts).reduce(Confusion.NONE, Confusion::plus);
  }

  /** Whether there are labels to measure against. */
  public boolean hasLabels() {
    return !labelled.isEmpty();
  }

  /** Area under the ROC curve. */
  public Figure rocAuc() {
    return Figure.mean(labelled, Labelled::rocAuc);
  }

  /** Average precision. */
  public Figure prAuc() {
    return Figure.mean(bothClasses(), Labelled::prAuc);
  }

  /** Volume under the precision-recall surface. */
  public Figure vusPr() {
    return Figure.mean(labelled, key -> key.volume().pr());
  }

  /** Volume under the ROC surface. */
  public Figure vusRoc() {
    return Figure.mean(labelled, key -> key.volume().roc());
  }

  /** Share of anomalous samples: what a random score gets for average precision. */
  public Figure baseRate() {
    return Figure.mean(bothClasses(), Labelled::baseRate);
  }

  /** Share of events in which an alarm began. */
  public Figure eventRecall() {
    return Figure.pooled(events.recall(), labelled, Labelled::eventRecall);
  }

  /** False alarms a day of normal time of a key. */
  public Figure falseAlarmsPerDay() {
    return Figure.pooled(events.falseAlarmsPerDay(), labelled, Labelled::falseAlarmsPerDay);
  }

  /** Events and alarms, pooled. */
  EventCounts events() {
    return events;
  }

  /** Samples and alarm samples, pooled. */
  Confusion counts() {
    return counts;
  }

  public int eventCount() {
    return events.events();
  }

  public int eventsDetected() {
    return events.detected();
  }

  public int falseAlarms() {
    return events.falseAlarms();
  }

  /** Incidents opened, in the order of their opening. */
  public List<IncidentRecord> incidents() {
    return incidents;
  }

  /** As JSON, the content of {@code metrics.json}. */
  public ObjectNode toJson() {
    return MetricsJson.of(this);
  }

  /**
   * A key's scores over time, for a chart: {@code time} in seconds, {@code score}, {@code
   * threshold}, and the stretches {@code events} and {@code alarms}.
   *
   * @param points about as many as are wanted at most; the highest score of a stretch stays
   */
  public Optional<ObjectNode> chart(String key, int points) {
    return charts.stream()
        .filter(chart -> chart.series().key().equals(key))
        .map(chart -> chart.toJson(points))
        .findFirst();
  }

  /** One a key. */
  List<KeyChart> charts() {
    return charts;
  }

  EvaluatedTable table() {
    return table;
  }

  List<KeyMetrics> keys() {
    return keys;
  }

  private List<Labelled> bothClasses() {
    return labelled.stream().filter(key -> !Double.isNaN(key.rocAuc())).toList();
  }
}
