package io.tidemark.console.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.Alerts;
import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.IncidentActionKind;
import io.tidemark.schemas.Severity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StandingTest {
  @Test
  void theNewestActionCountsAndTheAssigneeStays() {
    Standing standing =
        after(
            IncidentActionKind.ASSIGN, IncidentActionKind.ACKNOWLEDGE, IncidentActionKind.COMMENT);
    assertThat(standing.status()).isEqualTo(Standing.Status.ACKNOWLEDGED);
    assertThat(standing.by()).isEqualTo("ana");
    assertThat(standing.since()).isEqualTo(Alerts.OPENED.plusSeconds(60));
    assertThat(standing.assignee()).isEqualTo("kim");
    assertThat(after(IncidentActionKind.ACKNOWLEDGE, IncidentActionKind.CLOSE).status())
        .isEqualTo(Standing.Status.CLOSED);
    assertThat(after(IncidentActionKind.CLOSE, IncidentActionKind.REOPEN).status())
        .isEqualTo(Standing.Status.NONE);
  }

  @Test
  void onlyALaterRiseToCriticalOrAReturnEndsAClosing() {
    Standing closed = after(IncidentActionKind.CLOSE);
    assertThat(closed.isOverWith(rise(4, Severity.CRITICAL))).isTrue();
    assertThat(closed.isOverWith(rise(3, Severity.CRITICAL))).as("it was before").isFalse();
    assertThat(closed.isOverWith(rise(4, Severity.HIGH))).isFalse();
    assertThat(closed.isOverWith(message(4, Severity.CRITICAL, Severity.CRITICAL))).isFalse();
    assertThat(closed.isOverWith(returns(4))).isTrue();
  }

  @Test
  void onlyALaterReturnEndsAnAcknowledgement() {
    Standing acknowledged = after(IncidentActionKind.ACKNOWLEDGE);
    assertThat(acknowledged.isOverWith(rise(4, Severity.CRITICAL))).isFalse();
    assertThat(acknowledged.isOverWith(returns(4))).isTrue();
    assertThat(acknowledged.isOverWith(returns(3))).isFalse();
  }

  @Test
  void aWriterThatDoesNotSayTheSeverityBeforeSaysByTheChangeThatItRose() {
    AnomalyAlert alert = message(4, Severity.CRITICAL, null);
    assertThat(Standing.risesWith(alert)).isFalse();
    alert.setChange(AlertChange.SEVERITY);
    assertThat(Standing.becomesCritical(alert)).isTrue();
  }

  private static Standing after(IncidentActionKind... kinds) {
    Standing standing = Standing.NONE;
    for (IncidentActionKind kind : kinds) {
      standing = standing.after(Actions.action("a", 3, kind));
    }
    return standing;
  }

  private static AnomalyAlert rise(int sequence, Severity to) {
    return message(sequence, to, Severity.LOW);
  }

  private static AnomalyAlert returns(int sequence) {
    AnomalyAlert alert = message(sequence, Severity.HIGH, Severity.HIGH);
    alert.setChange(AlertChange.REOPENED);
    return alert;
  }

  private static AnomalyAlert message(int sequence, Severity severity, @Nullable Severity before) {
    AnomalyAlert alert = Alerts.message("a", sequence, AlertState.UPDATE, severity, "pump-a");
    alert.setPreviousSeverity(before);
    return alert;
  }
}
