package io.tidemark.console.delivery;

import io.tidemark.console.incident.Reason;
import io.tidemark.console.incident.TagText;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.PrintableText;
import java.util.Locale;

/** A message as people are told it, on one line. */
final class Sentence {
  private static final int REASON_LENGTH = 200;

  private Sentence() {}

  /**
   * {@code HIGH plant pump-03 [site=hall-2] opened: vibration 4.1 mm/s, expected 1.2}, printable.
   */
  static String of(AnomalyAlert alert) {
    String text =
        alert.getSeverity()
            + " "
            + alert.getDetector()
            + " "
            + alert.getKey()
            + TagText.of(alert)
            + " "
            + state(alert.getState())
            + ": "
            + Reason.of(alert, REASON_LENGTH);
    return PrintableText.of(text);
  }

  private static String state(AlertState state) {
    return switch (state) {
      case OPEN -> "opened";
      case UPDATE -> "goes on";
      case NEW_NORMAL -> "became the new normal";
      case RESOLVED -> state.name().toLowerCase(Locale.ROOT);
    };
  }
}
