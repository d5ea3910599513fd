package io.tidemark.console.delivery;

import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.PrintableText;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a person did about an incident, for one receiver, and the Kafka record it came in.
 *
 * @param subject id of the incident or the situation, as the receiver knows it, that is
 *     acknowledged or closed as a whole; null where that is not so, or not known yet
 */
record ActionNotice(
    String receiver,
    IncidentAction action,
    ConsumerRecord<byte[], byte[]> record,
    @Nullable String subject)
    implements Delivery {
  /** The same notice about this incident or situation. */
  ActionNotice about(@Nullable String id) {
    return new ActionNotice(receiver, action, record, id);
  }

  @Override
  public String idempotencyKey() {
    return PlainId.of(action.getId());
  }

  @Override
  public List<ConsumerRecord<byte[], byte[]>> records() {
    return List.of(record);
  }

  @Override
  public void sendBy(Channel channel) throws DeliveryException, InterruptedException {
    channel.send(this);
  }

  /** The action as one sentence, such as "Acknowledged by ana: on it". */
  String sentence() {
    StringBuilder text =
        new StringBuilder(
            switch (action.getAction()) {
              case ACKNOWLEDGE -> "Acknowledged";
              case ASSIGN ->
                  action.getAssignee() == null
                      ? "Assigned to nobody"
                      : "Assigned to " + action.getAssignee();
              case COMMENT -> "Commented";
              case CLOSE -> "Closed";
              case REOPEN -> "Reopened";
            });
    if (action.getAuthor() != null) {
      text.append(" by ").append(action.getAuthor());
    }
    if (action.getComment() != null) {
      text.append(": ").append(action.getComment());
    }
    return PrintableText.of(text.toString());
  }

  /** About the bytes of memory that it takes. */
  long weight() {
    return PendingMessage.weight(record, 0);
  }
}
