package io.tidemark.detector.calibration;

import java.util.Arrays;
import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.jspecify.annotations.Nullable;

/**
 * Generalised Pareto distribution of what stands over a high threshold (Pickands 1975).
 *
 * @param shape 0 for an exponential tail, over 0 for a heavier, under 0 for a lighter one
 * @param scale over 0
 */
record GeneralisedPareto(double shape, double scale) {
  /** Fewer excesses than this say nothing of a tail. */
  static final int FEWEST = 10;

  /** A shape further from 0 than this comes of too few or too equal excesses, not of a tail. */
  private static final double WILDEST_SHAPE = 0.5;

  private static final double STILL = 1e-9;
  private static final int STEPS = 24;

  /**
   * The most likely one by Grimshaw's method (1993): the maxima of the likelihood lie where a
   * function of one variable, shape over scale, is 0.
   *
   * @param excesses each over 0
   * @return null where the excesses are too few or too equal, or the fit is degenerate
   */
  static @Nullable GeneralisedPareto fit(double[] excesses) {
    double mean = Arrays.stream(excesses).average().orElse(0);
    double most = Arrays.stream(excesses).max().orElse(0);
    double least = Arrays.stream(excesses).min().orElse(0);
    if (excesses.length < FEWEST || !(most - least > STILL * Math.max(1, most))) {
      return null;
    }
    GeneralisedPareto best = new GeneralisedPareto(0, mean);
    double bestLikelihood = best.logLikelihood(excesses);
    double[][] ranges = {
      {-1 / most * (1 - 1e-6), -1e-6 / mean}, {1e-6 / mean, upper(mean, least)},
    };
    for (double[] range : ranges) {
      double left = range[0];
      for (int step = 1; step <= STEPS && range[1] > range[0]; step++) {
        // Evenly in the logarithm: the upper end is far away where the least excess is small.
        double right = range[0] * Math.pow(range[1] / range[0], (double) step / STEPS);
        GeneralisedPareto found = between(excesses, left, right);
        left = right;
        double likelihood = found == null ? Double.NaN : found.logLikelihood(excesses);
        if (found != null && likelihood > bestLikelihood) {
          best = found;
          bestLikelihood = likelihood;
        }
      }
    }
    return Math.abs(best.shape) <= WILDEST_SHAPE ? best : null;
  }

  private static double upper(double mean, double least) {
    double smallest = Math.max(least, 1e-9 * mean);
    return 2 * (mean - smallest) / (smallest * smallest);
  }

  private static @Nullable GeneralisedPareto between(double[] excesses, double left, double right) {
    UnivariateFunction grimshaw = x -> inverse(excesses, x) * logarithm(excesses, x) - 1;
    if (grimshaw.value(left) * grimshaw.value(right) >= 0) {
      return null;
    }
    double x = new BrentSolver(1e-9).solve(100, grimshaw, left, right);
    double shape = logarithm(excesses, x) - 1;
    double scale = shape / x;
    return scale > 0 && Double.isFinite(scale) ? new GeneralisedPareto(shape, scale) : null;
  }

  private static double inverse(double[] excesses, double x) {
    double sum = 0;
    for (double excess : excesses) {
      sum += 1 / (1 + x * excess);
    }
    return sum / excesses.length;
  }

  private static double logarithm(double[] excesses, double x) {
    double sum = 0;
    for (double excess : excesses) {
      sum += Math.log1p(x * excess);
    }
    return 1 + sum / excesses.length;
  }

  private double logLikelihood(double[] excesses) {
    double sum = -excesses.length * Math.log(scale);
    for (double excess : excesses) {
      sum -=
          Math.abs(shape) < STILL
              ? excess / scale
              : (1 + 1 / shape) * Math.log1p(shape / scale * excess);
    }
    return sum;
  }

  /** The excess that is passed with this probability, over 0 and at most 1. */
  double excess(double probability) {
    return Math.abs(shape) < STILL
        ? -scale * Math.log(probability)
        : scale / shape * Math.expm1(-shape * Math.log(probability));
  }
}
