package io.tidemark.lab.quality;

import io.tidemark.export.evaluation.Figure;
import java.util.Arrays;
import java.util.List;

/**
 * A figure as the mean over runs.
 *
 * @param value NaN where there is none
 * @param keysError standard error over keys; NaN where there is none
 * @param seedsError standard error over seeds; NaN of one run
 * @param runs the figure of each run
 */
record Measured(double value, double keysError, double seedsError, List<Double> runs) {

  /** The mean of runs that differ in their seed; its error over keys is the mean of theirs. */
  static Measured overRuns(List<Figure> runs) {
    double[] values = runs.stream().mapToDouble(Figure::value).toArray();
    double[] errors = runs.stream().mapToDouble(Figure::standardError).toArray();
    return new Measured(mean(values), mean(errors), standardError(values), boxed(values));
  }

  /**
   * The mean over sets that have the figure, each of which counts the same. Its error over keys is
   * that of the sets which have one, as if they were drawn apart from each other; its error over
   * seeds is that of the means which each seed has.
   */
  static Measured overSets(List<Measured> sets) {
    List<Measured> known = sets.stream().filter(set -> !Double.isNaN(set.value)).toList();
    double[] variances =
        known.stream()
            .mapToDouble(set -> set.keysError * set.keysError)
            .filter(variance -> !Double.isNaN(variance))
            .toArray();
    double[] seeds = new double[known.stream().mapToInt(set -> set.runs.size()).min().orElse(0)];
    Arrays.setAll(
        seeds, seed -> mean(known.stream().mapToDouble(set -> set.runs.get(seed)).toArray()));
    return new Measured(
        mean(known.stream().mapToDouble(Measured::value).toArray()),
        variances.length == 0
            ? Double.NaN
            : Math.sqrt(Arrays.stream(variances).sum()) / variances.length,
        standardError(seeds),
        boxed(seeds));
  }

  /** Of the values that are known; NaN without any. */
  static double mean(double[] values) {
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

  private static List<Double> boxed(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
