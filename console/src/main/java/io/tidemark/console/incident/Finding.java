package io.tidemark.console.incident;

import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertPhase;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.FeatureDeviation;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong, in words: {@code temperature high, 78.2 °C at its worst (normal 50 to 58.5)}. A
 * value is never printed with a range that it lies in, nor beside an expected value that looks the
 * same.
 */
final class Finding {
  /** A second feature is named when it carries at least this share of the error. */
  private static final double WORTH_NAMING = 0.2;

  private Finding() {}

  /**
   * The finding of one message.
   *
   * @param room characters there are; a second feature is named only where it fits
   * @return text that may hold any character of the sender's; for the reader to escape
   */
  static String of(AnomalyAlert alert, int room) {
    boolean part = alert.getKind() == AlertKind.ANOMALY && !alert.getFeatures().isEmpty();
    boolean noted = alert.getNote() != null && (part || alert.getKind() != AlertKind.ANOMALY);
    String what =
        noted
            ? sentenceOf(alert)
            : alert.getKind() == AlertKind.ANOMALY ? features(alert, room) : kind(alert);
    return alert.getPhase() == AlertPhase.WARM_UP ? what + " (in its warm-up)" : what;
  }

  /** The kind of incident, in words. */
  static String kind(AnomalyAlert alert) {
    return alert.getKind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** A note within a sentence: without the point at its end. */
  private static String sentenceOf(AnomalyAlert alert) {
    String note = String.valueOf(alert.getNote());
    return note.endsWith(".") ? note.substring(0, note.length() - 1) : note;
  }

  private static String features(AnomalyAlert alert, int room) {
    List<FeatureDeviation> features = alert.getFeatures();
    if (features.isEmpty()) {
      return "its readings do not fit together, though none stands out";
    }
    boolean atWorst = alert.getState() != AlertState.OPEN;
    String first = feature(features.get(0), atWorst);
    if (features.size() > 1 && features.get(1).getShare() >= WORTH_NAMING) {
      String both = first + "; " + feature(features.get(1), atWorst);
      return both.length() <= room ? both : first;
    }
    return first;
  }

  private static String feature(FeatureDeviation feature, boolean atWorst) {
    Double worst = feature.getWorst();
    double value = worst == null ? feature.getObserved() : worst;
    if (Double.isNaN(value)) {
      return feature.getFeature() + " has no value";
    }
    Double low = known(feature.getNormalLow());
    Double high = known(feature.getNormalHigh());
    String deviation =
        low == null || high == null
            ? besideExpected(feature, value, atWorst)
            : besideRange(feature, value, low, high, atWorst);
    return feature.getFeature() + (deviation == null ? " pattern unusual" : deviation);
  }

  private static @Nullable Double known(@Nullable Double number) {
    return number == null || !Double.isFinite(number) ? null : number;
  }

  private static @Nullable String besideRange(
      FeatureDeviation feature, double value, double low, double high, boolean atWorst) {
    String observed = Quantities.number(value, low, high);
    String from = Quantities.number(low, high, value);
    String to = Quantities.number(high, low, value);
    boolean above = value > high && !observed.equals(to);
    boolean below = value < low && !observed.equals(from);
    if (!above && !below) {
      return null;
    }
    String range = from.equals(to) ? from : from + " to " + to;
    return (above ? " high, " : " low, ")
        + observed
        + unit(feature)
        + (atWorst ? " at its worst" : "")
        + " (normal "
        + range
        + ")";
  }

  /** For keys whose normal range is not known. */
  private static @Nullable String besideExpected(
      FeatureDeviation feature, double value, boolean atWorst) {
    double expected = feature.getExpected();
    String observed = Quantities.number(value, expected);
    String usual = Quantities.number(expected, value);
    if (Double.isNaN(expected) || observed.equals(usual)) {
      return null;
    }
    return (value > expected ? " high, " : " low, ")
        + observed
        + unit(feature)
        + (atWorst ? " at its worst" : "")
        + " (expected "
        + usual
        + ")";
  }

  private static String unit(FeatureDeviation feature) {
    return feature.getUnit() == null ? "" : " " + feature.getUnit();
  }
}
