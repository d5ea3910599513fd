package io.tidemark.export.evaluation;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a key.
 *
 * @param samples ticks with a verdict
 * @param anomalous label of each; null without labels
 * @param events labelled events, watched or not; empty without labels
 */
record KeyLabels(
    List<ScoredTick> samples, boolean @Nullable [] anomalous, List<LabelledEvent> events) {

  /** Of a table without labels. */
  static KeyLabels none(KeySeries series) {
    return new KeyLabels(series.judgedTicks(), null, List.of());
  }

  /** Of a table with labels; events are the runs of label 1 among the ticks that had input. */
  static KeyLabels ofTable(KeySeries series) {
    Collection<ScoredTick> all = series.ticks();
    boolean[] labels = labels(all);
    return new KeyLabels(
        series.judgedTicks(), labels(series.judgedTicks()), ticks(series).runs(labels));
  }

  /**
   * Of a file of periods.
   *
   * @param periods those of the key
   * @param labelled whether the table has labels too; then they are the samples' labels
   * @param tick length of a tick
   */
  static KeyLabels ofPeriods(
      KeySeries series, List<Period> periods, boolean labelled, Duration tick) {
    List<ScoredTick> samples = series.judgedTicks();
    List<LabelledEvent> events = ticks(series).within(periods, tick);
    boolean[] anomalous = labelled ? labels(samples) : new boolean[samples.size()];
    for (LabelledEvent event : labelled ? List.<LabelledEvent>of() : events) {
      Span watched = event.samples();
      if (watched != null) {
        Arrays.fill(anomalous, watched.first(), watched.last() + 1, true);
      }
    }
    return new KeyLabels(samples, anomalous, events);
  }

  private static KeyTicks ticks(KeySeries series) {
    KeyTicks ticks = new KeyTicks();
    series.ticks().forEach(tick -> ticks.add(tick.time(), series.unwatched(tick)));
    return ticks;
  }

  private static boolean[] labels(Collection<ScoredTick> ticks) {
    boolean[] labels = new boolean[ticks.size()];
    int i = 0;
    for (ScoredTick tick : ticks) {
      labels[i++] = tick.label();
    }
    return labels;
  }
}
