package io.tidemark.export.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A figure with its uncertainty over keys.
 *
 * @param value NaN where there is none
 * @param standardError of a mean, the sample standard deviation over keys by the root of their
 *     number; of other figures, what leaving out keys or drawing them again shows; NaN with fewer
 *     than two
 */
public record Figure(double value, double standardError) {
  private static final int RESAMPLES = 200;

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

  /**
   * A figure of all items together, with the standard deviation that it has over resamples of the
   * items (Efron 1979): for medians, of which a jackknife says nothing. The resamples are always
   * the same.
   */
  static <T> Figure bootstrap(List<T> items, ToDoubleFunction<Collection<T>> figure) {
    if (items.size() < 2) {
      return new Figure(figure.applyAsDouble(items), Double.NaN);
    }
    Random random = new Random(RESAMPLES);
    double[] resampled =
        IntStream.range(0, RESAMPLES)
            .mapToDouble(
                unused ->
                    figure.applyAsDouble(
                        random.ints(items.size(), 0, items.size()).mapToObj(items::get).toList()))
            .filter(value -> !Double.isNaN(value))
            .toArray();
    return new Figure(
        figure.applyAsDouble(items), standardError(resampled) * Math.sqrt(resampled.length));
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
