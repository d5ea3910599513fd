package io.tidemark.console.incident;

import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertPhase;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.FeatureDeviation;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Why there is an alert, in words: what deviates from what, and for how long. */
public final class Reason {
  /** A second feature is told when it carries at least this share of the error. */
  private static final double WORTH_TELLING = 0.2;

  private Reason() {}

  /**
   * The reason of one message.
   *
   * @param room characters there are; a second feature is told only where it fits
   * @return text that may hold any character of the sender's; for the reader to escape
   */
  public static String of(AnomalyAlert alert, int room) {
    String phase = phase(alert);
    if (alert.getState() == AlertState.NEW_NORMAL) {
      return phase + "settled after " + lasted(alert) + peak(alert);
    }
    if (alert.getKind() != AlertKind.ANOMALY) {
      return plain(alert);
    }
    return phase + anomaly(alert, room - phase.length());
  }

  private static String plain(AnomalyAlert alert) {
    return alert.getState() == AlertState.RESOLVED
        ? kind(alert) + " over after " + lasted(alert)
        : noted(alert);
  }

  private static String kind(AnomalyAlert alert) {
    return alert.getKind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String noted(AnomalyAlert alert) {
    String kind = kind(alert);
    return alert.getNote() == null ? kind : kind + ": " + alert.getNote();
  }

  private static String anomaly(AnomalyAlert alert, int room) {
    if (alert.getState() == AlertState.RESOLVED) {
      return "after " + lasted(alert) + peak(alert);
    }
    if (alert.getNote() != null) {
      return alert.getNote(); // a flat line, of which the features only show what it does
    }
    String lasting = alert.getState() == AlertState.UPDATE ? " for " + lasted(alert) : "";
    return deviations(alert.getFeatures(), room - lasting.length()) + lasting;
  }

  /** What deviates from what, or what else is wrong, without how long. */
  public static String deviations(AnomalyAlert alert) {
    if (alert.getKind() != AlertKind.ANOMALY) {
      return noted(alert);
    }
    boolean explained = alert.getNote() != null && !alert.getFeatures().isEmpty();
    return phase(alert)
        + (explained ? alert.getNote() : deviations(alert.getFeatures(), Integer.MAX_VALUE));
  }

  private static String phase(AnomalyAlert alert) {
    return alert.getPhase() == AlertPhase.WARM_UP ? "(warm-up) " : "";
  }

  private static String lasted(AnomalyAlert alert) {
    return Quantities.duration(Duration.between(alert.getOpenedAt(), alert.getUpdatedAt()));
  }

  private static String peak(AnomalyAlert alert) {
    if (!(alert.getThreshold() > 0)) {
      return "";
    }
    return ", peak "
        + Quantities.number(alert.getPeakScore() / alert.getThreshold())
        + " x threshold";
  }

  private static String deviations(List<FeatureDeviation> features, int room) {
    if (features.isEmpty()) {
      return "the features together, none alone";
    }
    String told = deviation(features.get(0));
    if (features.size() > 1 && features.get(1).getShare() >= WORTH_TELLING) {
      String both = told + "; " + deviation(features.get(1));
      return both.length() <= room ? both : told;
    }
    return told;
  }

  private static String deviation(FeatureDeviation feature) {
    String unit = feature.getUnit() == null ? "" : " " + feature.getUnit();
    return feature.getFeature()
        + " "
        + Quantities.number(feature.getObserved(), feature.getExpected())
        + unit
        + ", expected "
        + Quantities.number(feature.getExpected(), feature.getObserved());
  }
}
