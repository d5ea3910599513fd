package io.tidemark.console.incident;

import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.FeatureDeviation;
import io.tidemark.schemas.PrintableText;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A message as one sentence, the same for every reader: who, what, how far and since when.
 *
 * <pre>
 * pump-09: temperature high, 78.2 °C (normal 50 to 58.5)
 * pump-09: now CRITICAL, temperature high, 92 °C at its worst (normal 50 to 58.5), for 4 min, still rising
 * pump-09: normal again since 06:33:27 UTC, after 6 min; temperature high, 92 °C at its worst (normal 50 to 58.5)
 * </pre>
 *
 * <p>All texts are printable.
 */
public final class Sentence {
  private static final String ALL_KEYS = "*";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DATE_AND_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Sentence() {}

  /** The whole sentence. */
  public static String of(AnomalyAlert alert) {
    return of(alert, Integer.MAX_VALUE);
  }

  /**
   * The whole sentence, where possible in as many characters.
   *
   * @param room characters there are; a second feature is named only where it fits
   */
  public static String of(AnomalyAlert alert, int room) {
    String who = subject(alert) + ": ";
    return PrintableText.of(who + news(alert, room - who.length(), false));
  }

  /** The sentence as the first that its reader gets about the incident, whenever that is. */
  public static String asOpening(AnomalyAlert alert) {
    return PrintableText.of(subject(alert) + ": " + news(alert, Integer.MAX_VALUE, true));
  }

  /** What is or was wrong, without who and since when: for lists that say so themselves. */
  public static String finding(AnomalyAlert alert) {
    return PrintableText.of(Finding.of(alert, Integer.MAX_VALUE));
  }

  private static String subject(AnomalyAlert alert) {
    String who = ALL_KEYS.equals(alert.getKey()) ? alert.getDetector() : alert.getKey();
    return who + TagText.of(alert);
  }

  private static String news(AnomalyAlert alert, int room, boolean opening) {
    return switch (alert.getState()) {
      case RESOLVED -> resolved(alert, room);
      case NEW_NORMAL -> {
        String ended = "new normal after " + duration(alert.getOpenedAt(), alert.getUpdatedAt());
        yield ended + peak(alert, room - ended.length());
      }
      case OPEN -> Finding.of(alert, room);
      case UPDATE -> {
        String change = opening ? "" : change(alert);
        String lasting = saysHowLong(alert) ? "" : lasting(alert);
        int left = room - change.length() - lasting.length();
        yield change + Finding.of(alert, left) + lasting;
      }
    };
  }

  /** Whether the note gives the time since it has been so, which began before the incident. */
  private static boolean saysHowLong(AnomalyAlert alert) {
    return switch (alert.getKind()) {
      case GAP, FLAT_LINE, MISSING_READING -> alert.getNote() != null;
      default -> false;
    };
  }

  private static String lasting(AnomalyAlert alert) {
    return ", for " + duration(alert.getOpenedAt(), alert.getUpdatedAt()) + trend(alert);
  }

  private static String resolved(AnomalyAlert alert, int room) {
    Instant since = alert.getNormalSince();
    if (since == null && alert.getNote() != null) {
      // The key is no longer watched, which the note says.
      return "over after "
          + duration(alert.getOpenedAt(), alert.getUpdatedAt())
          + ": "
          + alert.getNote();
    }
    Instant end = since == null ? alert.getUpdatedAt() : since;
    String what =
        alert.getKind() == AlertKind.ANOMALY ? "normal again" : Finding.kind(alert) + " over";
    String ended =
        what + " since " + clock(end, alert) + ", after " + duration(alert.getOpenedAt(), end);
    return ended + peak(alert, room - ended.length());
  }

  private static String peak(AnomalyAlert alert, int room) {
    boolean known = alert.getKind() == AlertKind.ANOMALY && !alert.getFeatures().isEmpty();
    return known ? "; " + Finding.of(alert, room - 2) : "";
  }

  private static String clock(Instant time, AnomalyAlert alert) {
    boolean sameDay =
        time.atZone(ZoneOffset.UTC)
            .toLocalDate()
            .equals(alert.getOpenedAt().atZone(ZoneOffset.UTC).toLocalDate());
    return (sameDay ? TIME : DATE_AND_TIME).format(time);
  }

  private static String change(AnomalyAlert alert) {
    AlertChange change = alert.getChange();
    if (change == null) {
      return "";
    }
    return switch (change) {
      case SEVERITY ->
          "now " + alert.getSeverity() + (alert.getKind() == AlertKind.ANOMALY ? ", " : ": ");
      case WORSE -> "worse, ";
      case BETTER -> "better, ";
      case FEATURE -> "now ";
      case REOPENED -> "back again, ";
      case FLAT_LINE, OTHER -> "";
    };
  }

  /** Whether the value that stands in the sentence is the newest one, and goes on that way. */
  private static String trend(AnomalyAlert alert) {
    boolean worse =
        alert.getChange() == AlertChange.WORSE || alert.getChange() == AlertChange.SEVERITY;
    if (!worse || alert.getFeatures().isEmpty() || alert.getNote() != null) {
      return "";
    }
    FeatureDeviation first = alert.getFeatures().get(0);
    Double worst = first.getWorst();
    if (worst == null || worst != first.getObserved()) {
      return "";
    }
    Double high = first.getNormalHigh();
    Double low = first.getNormalLow();
    if (high != null && worst > high) {
      return ", still rising";
    }
    return low != null && worst < low ? ", still falling" : "";
  }

  private static String duration(Instant from, Instant to) {
    return Quantities.duration(Duration.between(from, to));
  }

  /**
   * The sentence with what a line about several incidents must say as well: {@code HIGH plant
   * pump-09: ...}, or {@code RESOLVED plant pump-09: ...}.
   *
   * @param opening whether its reader hears of the incident for the first time
   */
  public static String line(AnomalyAlert alert, boolean opening) {
    String first =
        Incident.ends(alert.getState()) ? alert.getState().name() : alert.getSeverity().name();
    String detector =
        ALL_KEYS.equals(alert.getKey()) ? "" : PrintableText.of(alert.getDetector()) + " ";
    return first.replace('_', ' ') + " " + detector + (opening ? asOpening(alert) : of(alert));
  }
}
