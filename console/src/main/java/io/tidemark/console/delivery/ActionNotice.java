package io.tidemark.console.delivery;

import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.PrintableText;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a person did about an incident, for one receiver, and the Kafka record it came in. */
record ActionNotice(String receiver, IncidentAction action, ConsumerRecord<byte[], byte[]> record)
    implements Delivery {
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
    return Letter.weight(record, 0);
  }
}
