package io.tidemark.lab.quality;

import io.tidemark.export.evaluation.Figure;
import io.tidemark.export.evaluation.Metrics;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The runs of a detector on a set.
 *
 * @param name in the table
 * @param runs its metrics, one a seed
 */
public record DetectorRuns(String name, List<Metrics> runs) {
  public DetectorRuns {
    runs = List.copyOf(runs);
  }

  /** A figure over its runs. */
  Measured measured(Function<Metrics, Figure> figure) {
    return Measured.overRuns(runs.stream().map(figure).toList());
  }

  /** Mean over runs. */
  double mean(ToDoubleFunction<Metrics> figure) {
    return Measured.mean(runs.stream().mapToDouble(figure).toArray());
  }
}
