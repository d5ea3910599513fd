package io.tidemark.export.evaluation;

import java.util.ArrayList;
import java.util.List;

/** The judged incidents of a key, as stretches of its samples. */
final class JudgedSpans {
  private record Judged(Span span, boolean real) {}

  private final List<Judged> all = new ArrayList<>();

  /** Takes what people said of the key; an incident without a sample is left out. */
  JudgedSpans(RecordedScores.Key key, List<JudgedIncident> incidents) {
    for (JudgedIncident incident : incidents) {
      if (!incident.key().equals(key.name)) {
        continue;
      }
      boolean[] within = new boolean[key.times.size()];
      for (int i = 0; i < within.length; i++) {
        within[i] = incident.holds(key.times.get(i));
      }
      List<Span> runs = Span.runs(within);
      if (!runs.isEmpty()) {
        all.add(new Judged(runs.get(0), incident.real()));
      }
    }
  }

  /** Adds all of them. */
  JudgedCounts addTo(JudgedCounts counts) {
    JudgedCounts sum = counts;
    for (Judged judged : all) {
      sum = sum.and(judged.real);
    }
    return sum;
  }

  /** Adds those during which an incident is open. */
  JudgedCounts addRaised(JudgedCounts counts, boolean[] open) {
    JudgedCounts sum = counts;
    for (Judged judged : all) {
      for (int i = judged.span.first(); i <= judged.span.last(); i++) {
        if (open[i]) {
          sum = sum.and(judged.real);
          break;
        }
      }
    }
    return sum;
  }
}
