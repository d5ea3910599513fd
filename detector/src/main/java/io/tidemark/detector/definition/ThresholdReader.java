package io.tidemark.detector.definition;

import java.util.Locale;

/** Reads the {@code threshold} section of a definition. */
final class ThresholdReader {
  private static final double QUANTILE = 0.99;
  private static final double FACTOR = 1.5;
  private static final double RISK = 1e-4;
  private static final double ALERTS_PER_DAY = 10;

  private ThresholdReader() {}

  static Threshold read(YamlSection section) {
    Method method = section.oneOf("method", Method.class, Method.QUANTILE);
    Threshold threshold =
        switch (method) {
          case QUANTILE ->
              new Threshold.Quantile(
                  section.number("quantile", QUANTILE), section.number("factor", FACTOR));
          case DQUANTILE ->
              new Threshold.Dquantile(
                  section.number("quantile", QUANTILE),
                  section.number("factor", Threshold.Dquantile.DEFAULT_FACTOR),
                  section.integer("depth", Threshold.Dquantile.DEFAULT_DEPTH));
          case SPOT ->
              new Threshold.Spot(
                  section.number("risk", RISK),
                  section.number("level", Threshold.Spot.DEFAULT_LEVEL));
          case DSPOT ->
              new Threshold.Dspot(
                  section.number("risk", RISK),
                  section.number("level", Threshold.Spot.DEFAULT_LEVEL),
                  section.integer("depth", Threshold.Dspot.DEFAULT_DEPTH));
          case RATE -> new Threshold.Rate(section.number("alertsPerDay", ALERTS_PER_DAY));
          case FIXED -> new Threshold.Fixed(section.number("value", Double.NaN));
        };
    section.done();
    return threshold;
  }

  private enum Method {
    QUANTILE,
    DQUANTILE,
    SPOT,
    DSPOT,
    RATE,
    FIXED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
