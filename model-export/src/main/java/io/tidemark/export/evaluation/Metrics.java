package io.tidemark.export.evaluation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.detector.window.Unwatched;
import io.tidemark.detector.window.WarmUpReport;
import io.tidemark.export.evaluation.KeyMetrics.Labelled;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How good the detector was on the table. Points are the ticks with a verdict: warm-ups and gaps do
 * not count among them. Events are all that are labelled: one that lies where the key was not
 * watched is missed, with the reason. Areas are means over the keys that have both classes; counts
 * are pooled over keys. A figure that needs labels is NaN, and null in JSON, without them.
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
    events = eventsOf(labelled);
    counts = countsOf(labelled);
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

  /** Harmonic mean of the share of events found and the share of alarms that found one, pooled. */
  public Figure eventF1() {
    return Figure.jackknife(labelled, some -> eventsOf(some).f1());
  }

  /**
   * The event F1 that another threshold would have had, the best of those from a 20th to the
   * 20-fold: chosen by the labels, so not a promise, but a fair comparison of scores.
   */
  public Figure bestEventF1() {
    return Figure.jackknife(
        labelled, some -> ThresholdSweep.bestF1(some.stream().map(Labelled::sweep).toList()));
  }

  /** Seconds from the start of an event to its alarm: median of the events found. */
  public Figure openDelaySeconds() {
    return Figure.bootstrap(labelled, some -> eventsOf(some).medianDelay());
  }

  /**
   * Seconds from the end of an event to the end of its last incident, negative where the incident
   * ended first: median of the events in which an incident opened.
   */
  public Figure closeDelaySeconds() {
    return Figure.bootstrap(
        labelled,
        some ->
            EventStatistics.median(
                some.stream()
                    .flatMap(key -> key.incidents().closeDelays().stream())
                    .mapToDouble(delay -> delay)
                    .toArray()));
  }

  /** Further incidents of an event in which one opened, pooled. */
  public Figure duplicates() {
    return Figure.jackknife(
        labelled,
        some -> {
          int found = some.stream().mapToInt(key -> key.incidents().found()).sum();
          int duplicates = some.stream().mapToInt(key -> key.incidents().duplicates()).sum();
          return found == 0 ? Double.NaN : (double) duplicates / found;
        });
  }

  /** Incidents that belong to no event, a day of normal time of a key. */
  public Figure falseIncidentsPerDay() {
    return Figure.jackknife(
        labelled,
        some -> {
          int count = some.stream().mapToInt(key -> key.incidents().falseIncidents()).sum();
          double days = eventsOf(some).normalSeconds() / 86_400;
          return days > 0 ? count / days : Double.NaN;
        });
  }

  /**
   * Share of the incidents whose first feature is one that is wrong, of those that open in a period
   * of which that is known, or in the grace after it.
   */
  public Figure explained() {
    return Figure.jackknife(keys, some -> explanations(some).share());
  }

  /** The share that features drawn at random would have. */
  public double explainedByChance() {
    return explanations(keys).chance();
  }

  /** Incidents that open in a period of which it is known which features are wrong. */
  public int incidentsToExplain() {
    return explanations(keys).known();
  }

  private static ExplanationStatistics explanations(Collection<KeyMetrics> some) {
    return ExplanationStatistics.sum(some.stream().map(KeyMetrics::explanations).toList());
  }

  /** Point-wise F1, pooled over keys. */
  public Figure pointF1() {
    return Figure.jackknife(sampled(), some -> countsOf(some).f1());
  }

  /** Percentage of normal samples that are alarmed, pooled over keys. */
  public Figure far() {
    return Figure.jackknife(sampled(), some -> countsOf(some).far());
  }

  /** Percentage of anomalous samples that are not alarmed, pooled over keys. */
  public Figure mar() {
    return Figure.jackknife(sampled(), some -> countsOf(some).mar());
  }

  private static EventCounts eventsOf(Collection<Labelled> some) {
    return EventCounts.of(some.stream().map(Labelled::events).toList());
  }

  private static Confusion countsOf(Collection<Labelled> some) {
    return some.stream().map(Labelled::counts).reduce(Confusion.NONE, Confusion::plus);
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

  /** Events without a verdict, all of them missed, by the reason. */
  public Map<Unwatched, Integer> eventsUnwatched() {
    return Collections.unmodifiableMap(events.unwatched());
  }

  /** Ticks that had input. */
  public long ticks() {
    return keys.stream().mapToLong(KeyMetrics::ticks).sum();
  }

  /** Ticks that had input but no verdict, by the reason. */
  public Map<Unwatched, Long> ticksUnwatched() {
    Map<Unwatched, Long> all = new EnumMap<>(Unwatched.class);
    keys.forEach(key -> key.unwatched().forEach((why, n) -> all.merge(why, (long) n, Long::sum)));
    return all;
  }

  public int keyCount() {
    return keys.size();
  }

  /** Keys without any verdict, each with the most frequent reason. */
  public Map<String, Unwatched> keysUnwatched() {
    Map<String, Unwatched> all = new LinkedHashMap<>();
    keys.stream()
        .filter(key -> key.judged() == 0)
        .forEach(key -> all.put(key.key(), KeyTicks.mostFrequent(key.unwatched())));
    return all;
  }

  /** Rows that came too late for their tick, in words; empty where there are none. */
  public String lateRows() {
    return table.lateRows() == 0 ? "" : table.late();
  }

  /** Labelled periods that are not counted, in words; empty where there are none. */
  public String eventsElsewhere() {
    return table.unmatched().words();
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

  /** Features that have no value in any row, so that no key is watched by them. */
  public List<String> featuresWithoutValue() {
    return table.featuresWithoutValue();
  }

  /** The warm-ups in which something was wrong, in the order of the table. */
  public List<WarmUpReport> warmUps() {
    return table.warmUps();
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

  /** Keys with points. */
  private List<Labelled> sampled() {
    return labelled.stream().filter(key -> key.counts().samples() > 0).toList();
  }

  private List<Labelled> bothClasses() {
    return labelled.stream().filter(key -> !Double.isNaN(key.rocAuc())).toList();
  }
}
