package io.tidemark.export.evaluation;

import io.tidemark.detector.window.Unwatched;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Figures of one key. Points are its ticks with a verdict; its events are all that are labelled.
 * Labels are null without labels in the data; an area is NaN without both classes.
 *
 * @param key device, host or observer
 * @param ticks ticks that had input
 * @param judged ticks with a verdict: the points
 * @param unwatched the other ticks, by the reason
 * @param alarms alarm samples among them
 * @param incidents incidents, in the order of their openings
 * @param explanations how often incidents name the right feature first
 * @param labels what the labels say of it
 */
record KeyMetrics(
    String key,
    int ticks,
    int judged,
    Map<Unwatched, Integer> unwatched,
    int alarms,
    List<IncidentRecord> incidents,
    ExplanationStatistics explanations,
    @Nullable Labelled labels) {
  KeyMetrics {
    incidents = List.copyOf(incidents);
  }

  /**
   * Figures that need labels.
   *
   * @param baseRate share of samples labelled anomalous: the average precision of a random score
   * @param rocAuc area under the ROC curve
   * @param prAuc average precision
   * @param volume volume under the surfaces
   * @param counts point-wise counts of alarm samples
   * @param events alarms against events
   * @param incidents what was reported, against events
   * @param outcomes what became of each event
   * @param sweep the same by other thresholds
   */
  record Labelled(
      double baseRate,
      double rocAuc,
      double prAuc,
      VolumeUnderSurface volume,
      Confusion counts,
      EventStatistics events,
      IncidentStatistics incidents,
      List<EventOutcome> outcomes,
      List<EventStatistics> sweep) {

    private static Labelled of(
        KeySeries series,
        KeyLabels known,
        boolean[] labels,
        boolean[] alarms,
        List<IncidentRecord> incidents,
        EvaluatedTable table) {
      EventRules rules = table.rules();
      double[] scores = known.samples().stream().mapToDouble(ScoredTick::score).toArray();
      double[] seconds = known.samples().stream().mapToDouble(ScoredTick::seconds).toArray();
      Confusion counts = Confusion.of(labels, alarms);
      return new Labelled(
          (double) (counts.truePositives() + counts.falseNegatives()) / labels.length,
          Ranking.rocAuc(labels, scores),
          Ranking.averagePrecision(labels, scores),
          VolumeUnderSurface.of(labels, scores, table.buffer(), VolumeUnderSurface.THRESHOLDS),
          counts,
          EventStatistics.of(seconds, known.events(), alarms, rules),
          IncidentStatistics.of(
              known.events(),
              incidents,
              table.definition().window().tick(),
              rules.grace(),
              series.last().time()),
          known.events().stream()
              .map(event -> new EventOutcome(event, event.delay(seconds, alarms)))
              .toList(),
          ThresholdSweep.of(known.samples(), known.events(), rules));
    }

    double eventRecall() {
      return events.events() == 0 ? Double.NaN : (double) events.detected() / events.events();
    }

    double falseAlarmsPerDay() {
      return events.normalSeconds() > 0
          ? events.falseAlarms() * 86_400 / events.normalSeconds()
          : Double.NaN;
    }
  }

  /**
   * What became of an event.
   *
   * @param delay seconds from its start to the alarm that found it; empty where it was missed
   */
  record EventOutcome(LabelledEvent event, OptionalDouble delay) {}

  /**
   * Measures one key.
   *
   * @param incidents those of the key, in the order of their openings
   * @param concerned periods of the key that may name the features they concern
   * @param table what is evaluated, by which rules
   */
  static KeyMetrics of(
      KeySeries series,
      KeyLabels known,
      List<IncidentRecord> incidents,
      List<LabelledPeriod> concerned,
      EvaluatedTable table) {
    List<ScoredTick> samples = known.samples();
    boolean[] alarms = new boolean[samples.size()];
    int alarmed = 0;
    for (int i = 0; i < alarms.length; i++) {
      alarms[i] = samples.get(i).open();
      alarmed += alarms[i] ? 1 : 0;
    }
    boolean[] labels = known.anomalous();
    return new KeyMetrics(
        series.key(),
        series.ticks().size(),
        samples.size(),
        series.unwatched(),
        alarmed,
        incidents,
        ExplanationStatistics.of(
            incidents, concerned, table.rules().grace(), table.definition().featureNames()),
        labels == null ? null : Labelled.of(series, known, labels, alarms, incidents, table));
  }
}
