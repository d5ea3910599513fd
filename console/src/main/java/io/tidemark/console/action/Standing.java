package io.tidemark.console.action;

import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.Severity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an incident stands by what people did about it.
 *
 * @param status by the newest acknowledgement, closing or reopening
 * @param sequence of the incident's newest message when that was done; -1 where none was
 * @param by who did that; null where it is not known
 * @param since when that was done, wall clock; null where none was
 * @param assignee whom the incident is for; null for nobody
 */
public record Standing(
    Status status,
    int sequence,
    @Nullable String by,
    @Nullable Instant since,
    @Nullable String assignee) {
  /** Whether someone takes care of an incident. */
  public enum Status {
    NONE,
    ACKNOWLEDGED,
    CLOSED
  }

  /** Nobody has done anything about it. */
  public static final Standing NONE = new Standing(Status.NONE, -1, null, null, null);

  /** How it stands after an action. */
  public Standing after(IncidentAction action) {
    return switch (action.getAction()) {
      case ACKNOWLEDGE -> with(Status.ACKNOWLEDGED, action);
      case CLOSE -> with(Status.CLOSED, action);
      case REOPEN -> with(Status.NONE, action);
      case ASSIGN -> new Standing(status, sequence, by, since, action.getAssignee());
      case COMMENT -> this;
    };
  }

  private Standing with(Status next, IncidentAction action) {
    return new Standing(next, action.getSequence(), action.getAuthor(), action.getTime(), assignee);
  }

  /**
   * How it stands after messages.
   *
   * @param returned sequence of the newest with which the incident {@link #returns}; -1 for none
   * @param critical sequence of the newest with which it {@link #becomesCritical}; -1 for none
   */
  public Standing after(int returned, int critical) {
    boolean over =
        switch (status) {
          case NONE -> false;
          case ACKNOWLEDGED -> returned > sequence;
          case CLOSED -> Math.max(returned, critical) > sequence;
        };
    return over ? new Standing(Status.NONE, sequence, null, null, assignee) : this;
  }

  /** Whether a message ends the acknowledgement or the closing, so that people are needed again. */
  public boolean isOverWith(AnomalyAlert alert) {
    int at = alert.getSequence();
    return after(returns(alert) ? at : -1, becomesCritical(alert) ? at : -1).status() != status;
  }

  /** Whether it is this message with which the incident was reopened. */
  public boolean reopensWith(AnomalyAlert alert) {
    return status == Status.NONE && since != null && sequence == alert.getSequence();
  }

  /** Whether a message says that an incident, which was over, has come back. */
  public static boolean returns(AnomalyAlert alert) {
    return alert.getChange() == AlertChange.REOPENED;
  }

  /** Whether a message says that an incident has become critical. */
  public static boolean becomesCritical(AnomalyAlert alert) {
    return alert.getSeverity() == Severity.CRITICAL && risesWith(alert);
  }

  /** Whether a message says that the severity has risen. */
  public static boolean risesWith(AnomalyAlert alert) {
    Severity before = alert.getPreviousSeverity();
    return before == null
        ? alert.getChange() == AlertChange.SEVERITY
        : alert.getSeverity().compareTo(before) > 0;
  }
}
