package io.tidemark.export.evaluation;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a key's samples.
 *
 * @param samples ticks with a verdict
 * @param anomalous label of each; null without labels
 * @param events stretches of them; empty without labels
 */
record KeyLabels(List<ScoredTick> samples, boolean @Nullable [] anomalous, List<Span> events) {

  /**
   * Labels come from the table where it has them, else from the periods; events from the periods
   * where they are given, else they are runs of label 1.
   */
  static KeyLabels of(KeySeries series, boolean labelled, @Nullable EventPeriods periods) {
    List<ScoredTick> samples = series.judgedTicks();
    if (!labelled && periods == null) {
      return new KeyLabels(samples, null, List.of());
    }
    List<Span> spans = periods == null ? List.of() : periods.spans(series.key(), samples);
    boolean[] anomalous = new boolean[samples.size()];
    for (int i = 0; i < anomalous.length; i++) {
      anomalous[i] = samples.get(i).label();
    }
    if (!labelled) {
      for (Span span : spans) {
        Arrays.fill(anomalous, span.first(), span.last() + 1, true);
      }
    }
    return new KeyLabels(samples, anomalous, periods == null ? Span.runs(anomalous) : spans);
  }
}
