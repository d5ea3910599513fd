package io.tidemark.console.delivery;

import io.tidemark.console.Alerts;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Severity;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** For tests: messages as they come from Kafka. */
final class PendingMessages {
  private PendingMessages() {}

  static PendingMessage pending(long offset, AnomalyAlert alert) {
    return new PendingMessage(
        alert, new ConsumerRecord<>("alerts", 0, offset, new byte[0], new byte[0]));
  }

  static PendingMessage pending(long offset, String id, int sequence, Severity severity) {
    AlertState state = sequence == 0 ? AlertState.OPEN : AlertState.UPDATE;
    return pending(offset, Alerts.message(id, sequence, state, severity, "pump-" + id));
  }
}
