package io.tidemark.console.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.Alerts;
import io.tidemark.console.situation.Situation;
import io.tidemark.console.situation.SituationRules;
import io.tidemark.console.situation.Situations;
import io.tidemark.schemas.Severity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
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

  @Test
  void ofASituationAllMessagesBecomeDeadLetters() {
    Situations situations = new Situations(SituationRules.DEFAULT);
    List<PendingMessage> parts =
        List.of(
            PendingMessages.pending(3, "a", 0, Severity.HIGH),
            PendingMessages.pending(5, "b", 0, Severity.HIGH));
    parts.forEach(part -> situations.add(part.alert(), part.record().offset()));
    Situation situation = Objects.requireNonNull(situations.of("a"));
    PendingMessage message = PendingMessage.of(situation.news("a", true), true, parts);

    assertThat(new Notice("ops", List.of(message)).records())
        .extracting(ConsumerRecord::offset)
        .containsExactly(3L, 5L);
  }

  private static ProducerRecord<byte[], byte[]> deadLetter(int bytes) {
    PendingMessage message =
        new PendingMessage(
            Alerts.opened("a", "pump"),
            new ConsumerRecord<>("alerts", 0, 7, new byte[0], new byte[bytes]));
    return DeadLetterTopic.record("dead", "ops", message.record(), "the receiver answered 413");
  }
}
