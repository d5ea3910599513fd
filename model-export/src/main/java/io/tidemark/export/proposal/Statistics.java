package io.tidemark.export.proposal;

import java.util.List;

/** Order statistics and correlations of samples. */
final class Statistics {
  private Statistics() {}

  static double median(List<Double> values) {
    return quantile(values, 0.5);
  }

  /** The value below which a share of the others lies; NaN of none. */
  static double quantile(List<Double> values, double share) {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * (sorted.size() - 1))));
  }

  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** Population standard deviation. */
  static double deviation(double[] values) {
    double mean = mean(values);
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / values.length);
  }

  /** Correlation of each value with the one some steps before it; NaN where nothing varies. */
  static double autocorrelation(double[] values, int lag) {
    if (values.length <= lag + 2) {
      return Double.NaN;
    }
    double mean = mean(values);
    double covariance = 0;
    double variance = 0;
    for (int i = 0; i < values.length; i++) {
      double own = values[i] - mean;
      variance += own * own;
      if (i >= lag) {
        covariance += own * (values[i - lag] - mean);
      }
    }
    return variance == 0 ? Double.NaN : covariance / variance;
  }
}
