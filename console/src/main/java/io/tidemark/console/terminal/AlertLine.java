package io.tidemark.console.terminal;

<<<<<<< /tmp/tm/lead/theirs.java
import io.tidemark.console.incident.Reason;
=======
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertPhase;
import io.tidemark.schemas.AlertState;
>>>>>>> /tmp/tm/lead/ours.java
import io.tidemark.schemas.AnomalyAlert;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * One alert message as one line: time (UTC), severity, state, detector, key and the reason in
 * words.
 *
 * <pre>
 * 2026-01-05 06:31:12 HIGH     OPEN     plant   pump-03  vibration 4.1 mm/s, expected 1.2
 * 2026-01-05 06:33:27 HIGH     RESOLVED plant   pump-03  after 2 min 15 s, peak 5.2 x threshold
 * </pre>
 */
public final class AlertLine {
  /** Fits a terminal that is a little wider than the classic one. */
  public static final int DEFAULT_WIDTH = 100;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final int SHORTEST = 60;

  private final int width;

  /**
   * @param width longest line in characters, at least 60
   */
  public AlertLine(int width) {
    this.width = Math.max(SHORTEST, width);
  }

  /** The line, without an end of line and without control characters. */
  public String format(AnomalyAlert alert) {
    String head =
        String.format(
            Locale.ROOT,
            "%s %-8s %-8s %-7s %-8s ",
            TIME.format(alert.getUpdatedAt()),
            alert.getSeverity(),
            alert.getState(),
            printable(alert.getDetector()),
            printable(alert.getKey()));
    int room = width - head.length();
<<<<<<< /tmp/tm/lead/theirs.java
    return cut(head + printable(Reason.of(alert, room)));
=======
    return cut(head + printable(reason(alert, room)));
  }

  private static String reason(AnomalyAlert alert, int room) {
    String phase = alert.getPhase() == AlertPhase.WARM_UP ? "(warm-up) " : "";
    if (alert.getState() == AlertState.NEW_NORMAL) {
      return phase + "settled after " + lasted(alert) + peak(alert);
    }
    if (alert.getKind() != AlertKind.ANOMALY) {
      return plain(alert);
    }
    return phase + anomaly(alert, room - phase.length());
  }

  private static String plain(AnomalyAlert alert) {
    String kind = alert.getKind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    if (alert.getState() == AlertState.RESOLVED) {
      return kind + " over after " + lasted(alert);
    }
    return alert.getNote() == null ? kind : kind + ": " + alert.getNote();
  }

  private static String anomaly(AnomalyAlert alert, int room) {
    if (alert.getState() == AlertState.RESOLVED) {
      return "after " + lasted(alert) + peak(alert);
    }
    String lasting = alert.getState() == AlertState.UPDATE ? " for " + lasted(alert) : "";
    return deviations(alert.getFeatures(), room - lasting.length()) + lasting;
  }

  private static String lasted(AnomalyAlert alert) {
    Instant opened = alert.getOpenedAt();
    return Quantities.duration(Duration.between(opened, alert.getUpdatedAt()));
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
>>>>>>> /tmp/tm/lead/ours.java
  }

  /** Keys and names come from whoever sends events; they must not steer the terminal. */
  private static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
  }

  private String cut(String line) {
    return line.length() <= width ? line : line.substring(0, width - 1) + "…";
  }
}
