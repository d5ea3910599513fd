package io.tidemark.export.evaluation;

import io.tidemark.detector.definition.Threshold;
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
    boolean[][] anomalous(RecordedTicks ticks, double value) {
      return ticks.anomalous(
          (key, tick) -> key.scores.get(tick) > value * key.thresholds.get(tick));
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
    boolean[][] anomalous(RecordedTicks ticks, double value) {
      return ticks.anomalous((key, tick) -> key.pValues.get(tick) <= 1 - value + ROUNDING);
    }
  },
  /** Multiple of how far normal scores rise above their running average, as the detector has it. */
  DQUANTILE("dquantile", "times how far a key's normal scores rise above their running average") {
    @Override
    double[] values(RecordedScores scores) {
      return logarithmic(0.5, 20, POINTS);
    }

    @Override
    boolean[][] anomalous(RecordedTicks ticks, double value) {
      return ticks.anomalous(
          new Threshold.Dquantile(QUANTILE_OF_DISTANCES, value, Threshold.Dquantile.DEFAULT_DEPTH));
    }
  },
  /** Peaks over a threshold, as the detector has them. */
  SPOT("spot", "risk that a normal tick is an alarm, by peaks over a threshold") {
    @Override
    double[] values(RecordedScores scores) {
      return logarithmic(1e-2, 1e-8, DECADES);
    }

    @Override
    boolean[][] anomalous(RecordedTicks ticks, double value) {
      return ticks.anomalous(new Threshold.Spot(value, Threshold.Spot.DEFAULT_LEVEL));
    }
  },
  /** Peaks over a threshold around a local mean, as the detector has them. */
  DSPOT("dspot", "risk that a normal tick is an alarm, by peaks around a local mean") {
    @Override
    double[] values(RecordedScores scores) {
      return logarithmic(1e-2, 1e-8, DECADES);
    }

    @Override
    boolean[][] anomalous(RecordedTicks ticks, double value) {
      return ticks.anomalous(
          new Threshold.Dspot(value, Threshold.Spot.DEFAULT_LEVEL, Threshold.Dspot.DEFAULT_DEPTH));
    }
  },
  /** A level of p-values that keeps a rate of alerts, as the detector has it. */
  RATE("rate", "alerts a day of all keys together with nothing wrong") {
    @Override
    double[] values(RecordedScores scores) {
      return logarithmic(100, 0.1, RATES);
    }

    @Override
    boolean[][] anomalous(RecordedTicks ticks, double value) {
      return ticks.anomalous(new Threshold.Rate(value));
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
    boolean[][] anomalous(RecordedTicks ticks, double value) {
      return ticks.anomalous((key, tick) -> key.scores.get(tick) > value);
    }
  };

  private static final int POINTS = 40;

  /** Of methods that fit a tail to every peak, which takes long. */
  private static final int DECADES = 7;

  private static final int RATES = 13;
  private static final double QUANTILE_OF_DISTANCES = 0.99;
  private static final double ROUNDING = 1e-12;

  final String title;
  final String meaning;

  ThresholdMethod(String title, String meaning) {
    this.title = title;
    this.meaning = meaning;
  }

  /** The range, from many alerts to few. */
  abstract double[] values(RecordedScores scores);

  /** Which ticks are anomalous, by key. */
  abstract boolean[][] anomalous(RecordedTicks ticks, double value);

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
