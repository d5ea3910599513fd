package io.tidemark.export.evaluation;

import java.util.Arrays;

/** A way to tell anomalous ticks from recorded scores, by one number. */
enum ThresholdMethod {
  /** Multiple of each key's recorded threshold. */
  FACTOR("factor", "times each key's recorded threshold") {
    @Override
    double[] values(RecordedScores scores) {
      return logarithmic(0.1, 20, POINTS);
    }

    @Override
    boolean anomalous(RecordedScores.Key key, int tick, double value) {
      return key.scores.get(tick) > value * key.thresholds.get(tick);
    }
  },
  /** Largest p-value against the key's normal scores: the quantile method without a factor. */
  QUANTILE("quantile", "share of a key's normal scores that a tick must exceed") {
    @Override
    double[] values(RecordedScores scores) {
      double smallest = smallest(scores);
      double[] levels = logarithmic(0.5, Math.min(0.4, smallest), POINTS);
      return Arrays.stream(levels).map(level -> 1 - level).distinct().toArray();
    }

    @Override
    boolean anomalous(RecordedScores.Key key, int tick, double value) {
      return key.pValues.get(tick) <= 1 - value + ROUNDING;
    }
  },
  /** The same score for every key. */
  FIXED("fixed", "score, the same for every key") {
    @Override
    double[] values(RecordedScores scores) {
      double[] sorted =
          scores.keys().stream()
              .flatMap(key -> key.scores.stream())
              .mapToDouble(score -> score)
              .filter(score -> score > 0)
              .sorted()
              .toArray();
      return sorted.length == 0
          ? new double[] {1}
          : logarithmic(sorted[sorted.length / 2], sorted[sorted.length - 1], POINTS);
    }

    @Override
    boolean anomalous(RecordedScores.Key key, int tick, double value) {
      return key.scores.get(tick) > value;
    }
  };

  private static final int POINTS = 40;
  private static final double ROUNDING = 1e-12;

  final String title;
  final String meaning;

  ThresholdMethod(String title, String meaning) {
    this.title = title;
    this.meaning = meaning;
  }

  /** The range, from many alerts to few. */
  abstract double[] values(RecordedScores scores);

  abstract boolean anomalous(RecordedScores.Key key, int tick, double value);

  private static double[] logarithmic(double from, double to, int points) {
    double[] values = new double[points];
    Arrays.setAll(values, i -> from * Math.pow(to / from, i / (points - 1.0)));
    return values;
  }

  private static double smallest(RecordedScores scores) {
    return scores.keys().stream()
        .flatMap(key -> key.pValues.stream())
        .mapToDouble(p -> p)
        .min()
        .orElse(0.01);
  }
}
