package io.tidemark.console.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.Alerts;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class DeadLetterTopicTest {
  @Test
  void aValueIsKeptAsItCame() {
    assertThat(deadLetter(DeadLetterTopic.MOST_VALUE).value()).hasSize(DeadLetterTopic.MOST_VALUE);
  }

  @Test
  void aValueThatNoBrokerWouldTakeIsLeftOutAndItsPlaceIsTold() {
    ProducerRecord<byte[], byte[]> record = deadLetter(DeadLetterTopic.MOST_VALUE + 1);

    assertThat(record.value()).isEmpty();
    assertThat(new String(record.headers().lastHeader("source").value(), StandardCharsets.UTF_8))
        .isEqualTo("alerts-0@7");
  }

  private static ProducerRecord<byte[], byte[]> deadLetter(int bytes) {
    Letter letter =
        new Letter(
            Alerts.opened("a", "pump"),
            new ConsumerRecord<>("alerts", 0, 7, new byte[0], new byte[bytes]));
    return DeadLetterTopic.record("dead", "ops", letter.record(), "the receiver answered 413");
  }
}
