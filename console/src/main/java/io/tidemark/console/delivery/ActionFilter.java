package io.tidemark.console.delivery;

import io.tidemark.console.action.Standing;
import io.tidemark.console.action.Standings;
import io.tidemark.schemas.AnomalyAlert;
import org.jspecify.annotations.Nullable;

/** Decides by what people did about an incident which of its messages are delivered. */
final class ActionFilter {
  private final Standings standings;
  private long closings;

  ActionFilter(Standings standings) {
    this.standings = standings;
  }

  /** Whether it is known what people have done. */
  boolean isReady() {
    return standings.areKnown();
  }

  /**
   * The message as it is to be delivered; null where it is not. A message that needs people again
   * reopens its incident for all.
   */
  @Nullable PendingMessage of(PendingMessage message) {
    AnomalyAlert alert = message.alert();
    Standing standing = standings.of(alert.getAlertId());
    if (standing.isOverWith(alert)) {
      standings.reopen(alert);
      return message.asOpening();
    }
    return switch (standing.status()) {
      case NONE -> standing.reopensWith(alert) ? message.asOpening() : message;
      case ACKNOWLEDGED -> goesOn(message, standing) ? null : message;
      case CLOSED -> null;
    };
  }

  /** Whether a message tells someone, who knows, that it goes on much as it did. */
  private static boolean goesOn(PendingMessage message, Standing standing) {
    AnomalyAlert alert = message.alert();
    return alert.getSequence() > standing.sequence()
        && !message.ends()
        && !Standing.risesWith(alert);
  }

  /** Whether people have closed an incident. */
  boolean isClosed(String alertId) {
    return standings.of(alertId).status() == Standing.Status.CLOSED;
  }

  /** Whether nobody takes care of an incident. */
  boolean isNeeded(String alertId) {
    return standings.of(alertId).status() == Standing.Status.NONE;
  }

  /** Whether a message came when people had closed its incident already. */
  boolean cameAfterClosing(AnomalyAlert alert) {
    Standing standing = standings.of(alert.getAlertId());
    return standing.status() == Standing.Status.CLOSED && alert.getSequence() > standing.sequence();
  }

  /** Whether a person has closed the incident of a message that waits. */
  boolean isClosed(PendingMessage message) {
    return isClosed(message.alert().getAlertId()) && of(message) == null;
  }

  /** Whether incidents were closed since the last call. */
  boolean takeClosings() {
    long now = standings.closings();
    boolean more = now != closings;
    closings = now;
    return more;
  }

  /** Everything is read again: what is closed by now counts as closed since the last call. */
  void clear() {
    closings = -1;
  }
}
