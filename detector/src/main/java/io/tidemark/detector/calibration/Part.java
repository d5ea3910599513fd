package io.tidemark.detector.calibration;

import io.tidemark.detector.definition.Score;
import io.tidemark.detector.model.FleetStatistics;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What of a scored window is held against the key's normal windows. */
enum Part {
  /** Error of the last tick: Mahalanobis distance, in standard scores {@code [F]}. */
  ERROR(0.01, 0.01) {
    @Override
    float[] of(ScoredWindow scored) {
      return scored.lastError();
    }

    @Override
    float[] covariance(FleetStatistics fleet) {
      return fleet.error();
    }
  },
  /**
   * State of the encoder: Mahalanobis distance {@code [H]}. NaN, and no part of the score, while
   * many readings are missing, since the state tells of all of them together.
   */
  LATENT(0.001, 0.01) {
    @Override
    float[] of(ScoredWindow scored) {
      if (missingShare(scored.window()) > MOST_MISSING) {
        float[] unknown = new float[scored.latent().length];
        Arrays.fill(unknown, Float.NaN);
        return unknown;
      }
      return scored.latent();
    }

    @Override
    float[] covariance(FleetStatistics fleet) {
      return fleet.latent();
    }
  },
  /**
   * The last ticks of the window: what a principal component analysis leaves of them, mean squared,
   * {@code [5 F]}. The linear companion of the autoencoder.
   */
  COMPANION(1, 1e-3) {
    @Override
    float[] of(ScoredWindow scored) {
      float[] window = scored.window().values();
      int length = Math.min(window.length, RECENT_TICKS * scored.lastError().length);
      return Arrays.copyOfRange(window, window.length - length, window.length);
    }

    @Override
    float[] covariance(FleetStatistics fleet) {
      return fleet.recent();
    }
  };

  private static final int RECENT_TICKS = 5;

  private static final double MOST_MISSING = 0.2;

  /** Deviations smaller than this are rounding, however still the key stood. */
  final double smallestScale;

  /** Edge of normal of a key that did not move at all. */
  final double smallestUnit;

  Part(double smallestScale, double smallestUnit) {
    this.smallestScale = smallestScale;
    this.smallestUnit = smallestUnit;
  }

  /** Share of the readings that have no value on the window's last tick. */
  private static double missingShare(Window window) {
    double missing = 0;
    for (double value : window.observed()) {
      missing += Double.isNaN(value) ? 1 : 0;
    }
    return missing / window.observed().length;
  }

  /** The vector of a window. */
  abstract float[] of(ScoredWindow scored);

  /** The fleet's covariance of the vectors, a packed lower triangle; empty where unknown. */
  abstract float[] covariance(FleetStatistics fleet);

  /** Whether a vector says anything: single readings may be missing, but a state is whole. */
  boolean known(float[] vector) {
    return this != LATENT || !Float.isNaN(vector[0]);
  }

  /** The parts that make up a score. */
  static List<Part> of(Score score, boolean latentTold) {
    List<Part> parts = new ArrayList<>();
    if (score != Score.COMPANION) {
      parts.add(ERROR);
      if (latentTold) {
        parts.add(LATENT);
      }
    }
    parts.add(COMPANION);
    return parts;
  }

  /** The vectors of a window, one of each part. */
  static float[][] vectors(List<Part> parts, ScoredWindow scored) {
    float[][] vectors = new float[parts.size()][];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = parts.get(i).of(scored);
    }
    return vectors;
  }

  /**
   * Mean level of the companion alone, or of the others; NaN where there is none.
   *
   * @param levels of each part; NaN where it says nothing
   */
  static double level(double[] levels, List<Part> parts, boolean companion) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < levels.length; i++) {
      if (companion == (parts.get(i) == COMPANION) && !Double.isNaN(levels[i])) {
        sum += levels[i];
        count++;
      }
    }
    return sum / count;
  }
}
