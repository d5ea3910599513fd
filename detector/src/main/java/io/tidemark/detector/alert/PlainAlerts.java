package io.tidemark.detector.alert;

import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertPhase;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.ModelIdentity;
import io.tidemark.schemas.Severity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages about what no model was asked: sensors that ail, fleets that drift. */
public final class PlainAlerts {
  private static final int MEDIUM = 2;
  private static final int HIGH = 4;
  private static final int CRITICAL = 8;

  static final ModelIdentity NO_MODEL = new ModelIdentity("", "", "", "");

  private final String detector;

  /**
   * @param detector name of the detector that the messages are of
   */
  public PlainAlerts(String detector) {
    this.detector = detector;
  }

  /**
   * Where an incident stands.
   *
   * @param openedMillis when it opened, event time
   * @param sinceMillis since when it has been so
   * @param nowMillis what time the message speaks of
   * @param now how bad it is now
   * @param worst how bad it has been
   * @param limit how bad it may be, over 0
   * @param sequence number of the message
   */
  public record Standing(
      long openedMillis,
      long sinceMillis,
      long nowMillis,
      double now,
      double worst,
      double limit,
      int sequence) {

    Severity severity() {
      return PlainAlerts.severity(worst / limit);
    }
  }

  /** A message. */
  public AnomalyAlert of(
      AlertKind kind, String key, AlertState state, Standing standing, @Nullable String note) {
    return AnomalyAlert.newBuilder()
        .setAlertId(AlertId.of(kind, detector, key, standing.openedMillis()))
        .setKind(kind)
        .setSequence(standing.sequence())
        .setState(state)
        .setDetector(detector)
        .setKey(key)
        .setSeverity(standing.severity())
        .setOpenedAt(Instant.ofEpochMilli(standing.openedMillis()))
        .setUpdatedAt(Instant.ofEpochMilli(standing.nowMillis()))
        .setWindowStart(Instant.ofEpochMilli(standing.sinceMillis()))
        .setWindowEnd(Instant.ofEpochMilli(standing.nowMillis()))
        .setScore(standing.now())
        .setPeakScore(standing.worst())
        .setThreshold(standing.limit())
        .setPValue(1)
        .setFeatures(List.of())
        .setImputedShare(0)
        .setModel(NO_MODEL)
        .setSources(List.of())
        .setPhase(AlertPhase.LIVE)
        .setNote(note)
        .setNormalSince(
            state == AlertState.RESOLVED ? Instant.ofEpochMilli(standing.nowMillis()) : null)
        .build();
  }

  /** By the score as a multiple of the threshold. */
  public static Severity severity(double ratio) {
    if (ratio >= CRITICAL) {
      return Severity.CRITICAL;
    }
    if (ratio >= HIGH) {
      return Severity.HIGH;
    }
    return ratio >= MEDIUM ? Severity.MEDIUM : Severity.LOW;
  }

  /**
   * Whether a severity is reported as soon as it is higher than the one reported last. MEDIUM,
   * which makes nobody get up, is not: the next message has it.
   */
  public static boolean reports(Severity severity, Severity reported) {
    return severity.compareTo(Severity.HIGH) >= 0 && severity.compareTo(reported) > 0;
  }

  /** The multiple of the threshold from which a severity over this is reported; 0 for none. */
  public static int timesToReport(Severity reported) {
    return switch (reported) {
      case LOW, MEDIUM -> HIGH;
      case HIGH -> CRITICAL;
      case CRITICAL -> 0;
    };
  }
}
