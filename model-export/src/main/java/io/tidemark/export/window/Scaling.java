package io.tidemark.export.window;

import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.Quantile;
import java.util.Arrays;
import java.util.Locale;

/** How raw units are brought to one scale; the result stands inside the model file. */
public enum Scaling {
  /** Mean and standard deviation. */
  STANDARD {
    @Override
    float[] locationAndScale(double[] sorted) {
      double mean = Arrays.stream(sorted).average().orElse(0);
      double variance = Arrays.stream(sorted).map(v -> (v - mean) * (v - mean)).average().orElse(0);
      return new float[] {(float) mean, (float) Math.sqrt(variance)};
    }
  },
  /** The range of normal values becomes -1 to 1. */
  MIN_MAX {
    @Override
    float[] locationAndScale(double[] sorted) {
      double low = sorted[0];
      double high = sorted[sorted.length - 1];
      return new float[] {(float) ((low + high) / 2), (float) ((high - low) / 2)};
    }
  },
  /** Median and interquartile range, the latter in standard deviations of a normal distribution. */
  ROBUST {
    @Override
    float[] locationAndScale(double[] sorted) {
      double range = at(sorted, .75) - at(sorted, .25);
      return new float[] {(float) at(sorted, .5), (float) (range / 1.349)};
    }
  };

  /**
   * @throws DefinitionException when the detector's windows are standard scores already
   */
  public void requireRawUnits(DetectorDefinition definition) {
    if (definition.baseline().per() == Baseline.Per.KEY) {
      throw DefinitionException.of(
          "scaling",
          name().toLowerCase(Locale.ROOT),
          "left out with baseline.per: key, whose windows are standard scores already");
    }
  }

  /** Location and scale of a feature's values, before any floor. */
  abstract float[] locationAndScale(double[] sorted);

  private static double at(double[] sorted, double probability) {
    return Quantile.ofSorted(sorted, sorted.length, probability);
  }
}
