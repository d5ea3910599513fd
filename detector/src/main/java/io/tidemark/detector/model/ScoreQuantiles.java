package io.tidemark.detector.model;

import java.util.Arrays;
import java.util.List;

/**
 * Quantiles of the scores of normal data, linear in between.
 *
 * @param probabilities ascending, 0 to 1
 * @param scores ascending, one a probability
 */
public record ScoreQuantiles(List<Double> probabilities, List<Double> scores) {
  /** They are kept for each detector. */
  private static final int MOST = 1_000;

  private static final double[] GRID = {
    0, .01, .05, .1, .2, .3, .4, .5, .6, .7, .8, .85, .9, .925, .95, .96, .97, .98, .985, .99,
    .9925, .995, .9975, .999, .9995, .9999, 1
  };

  public ScoreQuantiles {
    if (probabilities.size() > MOST) {
      throw new ModelException(
          "score quantiles: %,d are not accepted; there may be %,d"
              .formatted(probabilities.size(), MOST));
    }
    probabilities = List.copyOf(probabilities);
    scores = List.copyOf(scores);
    if (probabilities.size() != scores.size() || probabilities.size() < 2) {
      throw new ModelException(
          "score quantiles: needs as many probabilities as scores, at least two");
    }
    requireAscending("probabilities", probabilities, 0, 1);
    requireAscending("scores", scores, -Double.MAX_VALUE, Double.MAX_VALUE);
  }

  private static void requireAscending(
      String field, List<Double> values, double least, double most) {
    double before = least;
    for (double value : values) {
      if (!(value >= before && value <= most)) {
        throw new ModelException(
            "score quantiles: %s among the %s is not accepted; they must ascend%s"
                .formatted(value, field, most == 1 ? " from 0 to 1" : " and be finite"));
      }
      before = value;
    }
  }

  /** Quantiles of these scores on a grid that is dense near 1. */
  public static ScoreQuantiles of(double[] scores) {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    List<Double> values =
        Arrays.stream(GRID).mapToObj(p -> Quantile.ofSorted(sorted, sorted.length, p)).toList();
    return new ScoreQuantiles(Arrays.stream(GRID).boxed().toList(), values);
  }

  /** The score at this probability. */
  public double quantile(double probability) {
    return interpolate(probabilities, scores, probability);
  }

  /** Share of normal scores at least as high as this one; at least what the grid can tell. */
  public double pValue(double score) {
    double below = interpolate(scores, probabilities, score);
    double finest = 1 - probabilities.get(probabilities.size() - 2);
    return Math.max(1 - below, finest);
  }

  private static double interpolate(List<Double> from, List<Double> to, double at) {
    if (at <= from.get(0)) {
      return to.get(0);
    }
    for (int i = 1; i < from.size(); i++) {
      double left = from.get(i - 1);
      double right = from.get(i);
      if (at <= right) {
        double share = right > left ? (at - left) / (right - left) : 1;
        return to.get(i - 1) + share * (to.get(i) - to.get(i - 1));
      }
    }
    return to.get(to.size() - 1);
  }
}
