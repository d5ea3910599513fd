package io.tidemark.export.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A figure with its uncertainty over keys.
 *
 * @param value NaN where there is none
 * @param standardError sample standard deviation over keys by the root of their number; NaN with
 *     fewer than two
 */
public record Figure(double value, double standardError) {

  /** Mean over the items that have the figure. */
  static <T> Figure mean(Collection<T> items, ToDoubleFunction<T> figure) {
    double[] values = values(items, figure);
    return new Figure(Arrays.stream(values).average().orElse(Double.NaN), standardError(values));
  }

  /** A figure of all items together, with the uncertainty of the items' own. */
  static <T> Figure pooled(double value, Collection<T> items, ToDoubleFunction<T> figure) {
    return new Figure(value, standardError(values(items, figure)));
  }

  /**
   * A figure of all items together, with the uncertainty that leaving out one of them at a time
   * shows (Efron and Stein 1981).
   */
  static <T> Figure jackknife(List<T> items, ToDoubleFunction<Collection<T>> figure) {
    double[] without = new double[items.size()];
    for (int i = 0; i < without.length; i++) {
      List<T> others = new ArrayList<>(items);
      others.remove(i);
      without[i] = figure.applyAsDouble(others);
    }
    double error = standardError(Arrays.stream(without).filter(v -> !Double.isNaN(v)).toArray());
    return new Figure(figure.applyAsDouble(items), error * (without.length - 1));
  }

  private static <T> double[] values(Collection<T> items, ToDoubleFunction<T> figure) {
    return items.stream().mapToDouble(figure).filter(value -> !Double.isNaN(value)).toArray();
  }

  private static double standardError(double[] values) {
    if (values.length < 2) {
      return Double.NaN;
    }
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares / (values.length - 1) / values.length);
  }
}
