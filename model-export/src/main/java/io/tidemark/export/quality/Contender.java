package io.tidemark.export.quality;

import io.tidemark.export.evaluation.Figure;
import io.tidemark.export.evaluation.Metrics;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A detector on a set.
 *
 * @param name in the table
 * @param runs its metrics, one a seed
 */
public record Contender(String name, List<Metrics> runs) {
  public Contender {
    runs = List.copyOf(runs);
  }

  /** A figure over its runs. */
  Measured measured(Function<Metrics, Figure> figure) {
    double[] values = runs.stream().mapToDouble(run -> figure.apply(run).value()).toArray();
    double keys =
        runs.stream()
            .mapToDouble(run -> figure.apply(run).standardError())
            .filter(error -> !Double.isNaN(error))
            .average()
            .orElse(Double.NaN);
    return new Measured(mean(values), keys, standardError(values));
  }

  /** Mean over runs. */
  double mean(ToDoubleFunction<Metrics> figure) {
    return mean(runs.stream().mapToDouble(figure).toArray());
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).filter(v -> !Double.isNaN(v)).average().orElse(Double.NaN);
  }

  private static double standardError(double[] values) {
    if (values.length < 2) {
      return Double.NaN;
    }
    double mean = mean(values);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / (values.length - 1) / values.length);
  }

  /**
   * A mean over runs.
   *
   * @param value NaN where there is none
   * @param keysError standard error over keys, mean of the runs
   * @param seedsError standard error over seeds; NaN of one run
   */
  record Measured(double value, double keysError, double seedsError) {}
}
