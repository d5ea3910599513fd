package io.tidemark.detector.definition;

import java.util.Locale;

/** Reads the {@code threshold} section of a definition. */
final class ThresholdReader {
  private static final double ALERTS_PER_DAY = 10;

  private ThresholdReader() {}

  static Threshold read(YamlSection section) {
    Method method = section.oneOf("method", Method.class, Method.EVIDENCE);
    Threshold threshold =
        switch (method) {
          case EVIDENCE ->
              new Threshold.Evidence(
                  section.oneOf("sensitivity", Sensitivity.class, Sensitivity.NORMAL));
          case RATE -> new Threshold.Rate(section.number("alertsPerDay", ALERTS_PER_DAY));
          case FIXED -> new Threshold.Fixed(section.number("value", Double.NaN));
        };
    section.done();
    return threshold;
  }

  private enum Method {
    EVIDENCE,
    RATE,
    FIXED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
