package io.tidemark.console.delivery;

import io.tidemark.console.incident.Incident;
import io.tidemark.console.incident.Sentence;
import io.tidemark.console.situation.SituationNews;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Severity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A message to deliver and the Kafka record it came in, or several messages about a situation that
 * are delivered as one.
 *
 * @param alert the message; of several the one of the worst incident
 * @param opening whether it is the first that its receiver gets about an open incident or situation
 * @param situation which the message's incident belongs to; null where that is not known or it is
 *     the only one
 * @param parts the messages that are delivered as one; empty for one message
 */
record PendingMessage(
    AnomalyAlert alert,
    ConsumerRecord<byte[], byte[]> record,
    boolean opening,
    @Nullable SituationNews situation,
    List<PendingMessage> parts) {
  private static final int OVERHEAD = 1 << 10;
  private static final int ELEMENT = 128;

  PendingMessage(AnomalyAlert alert, ConsumerRecord<byte[], byte[]> record) {
    this(alert, record, false, null, List.of());
  }

  /** Messages about a situation that are delivered as one, in order. */
  static PendingMessage of(SituationNews situation, boolean opening, List<PendingMessage> parts) {
    PendingMessage worst = parts.get(0);
    for (PendingMessage part : parts) {
      boolean telling = part.alert().getAlertId().equals(situation.worst());
      if (telling || part.severity().compareTo(worst.severity()) > 0) {
        worst = part;
      }
    }
    return new PendingMessage(
        worst.alert(), worst.record(), opening, situation, List.copyOf(parts));
  }

  /** The same message as the first that its receiver gets. */
  PendingMessage asOpening() {
    return new PendingMessage(alert, record, true, situation, parts);
  }

  /** The same message with what is known of the incident's situation. */
  PendingMessage within(SituationNews known) {
    return new PendingMessage(alert, record, opening, known, parts);
  }

  /** The situation that it sums up; null where it is about one incident. */
  @Nullable SituationNews summary() {
    return parts.isEmpty() ? null : situation;
  }

  /** The messages of which it consists. */
  List<PendingMessage> singleMessages() {
    return parts.isEmpty() ? List.of(this) : parts;
  }

  /** Id of the incident or of the situation: its messages share it. */
  String id() {
    SituationNews summary = summary();
    return summary == null ? alert.getAlertId() : summary.id();
  }

  /** Of the incident, or the highest of the situation. */
  Severity severity() {
    SituationNews summary = summary();
    return summary == null ? alert.getSeverity() : summary.severity();
  }

  /** Whether the incident or the situation is over. */
  boolean ends() {
    SituationNews summary = summary();
    return summary == null ? Incident.ends(alert.getState()) : !summary.isOpen();
  }

  /** Whether its severity may be higher than in the message before. */
  boolean mayHaveRisen() {
    return summary() == null
        ? alert.getSequence() > 0 && alert.getSeverity() != alert.getPreviousSeverity()
        : !opening;
  }

  /** The message as one sentence. */
  String sentence() {
    SituationNews summary = summary();
    if (summary != null) {
      return summary.sentence();
    }
    return opening ? Sentence.asOpening(alert) : Sentence.of(alert);
  }

  /** The sentence; of a situation, its most telling incidents as well, a line each. */
  String text() {
    SituationNews summary = summary();
    return summary == null ? sentence() : summary.text();
  }

  /** The sentence as a line of its own, with severity or state, and detector. */
  String headline() {
    return summary() == null ? Sentence.line(alert, opening) : severityOrEnd() + sentence();
  }

  /** The headline; of a situation, its most telling incidents as well, a line each. */
  String line() {
    return summary() == null ? headline() : severityOrEnd() + text();
  }

  private String severityOrEnd() {
    return (ends() ? "RESOLVED" : severity().name()) + " ";
  }

  /**
   * About the bytes of memory that it takes, rather more than less: the record as it came, its
   * decoded text, and objects, of which a list has many even where the record is small.
   */
  long weight() {
    if (!parts.isEmpty()) {
      return parts.stream().mapToLong(PendingMessage::weight).sum();
    }
    return weight(
        record,
        (long) alert.getFeatures().size() + alert.getSources().size() + alert.getTags().size());
  }

  /** About the bytes of memory that a record takes, decoded into {@code elements} objects. */
  static long weight(ConsumerRecord<byte[], byte[]> record, long elements) {
    int key = record.key() == null ? 0 : record.key().length;
    int value = record.value() == null ? 0 : record.value().length;
    return OVERHEAD + 2L * (key + value) + ELEMENT * elements;
  }

  TopicPartition partition() {
    return new TopicPartition(record.topic(), record.partition());
  }

  /** Same messages, same key. */
  String idempotencyKey() {
    if (parts.isEmpty()) {
      return idempotencyKey(alert);
    }
    String all =
        parts.stream().map(PendingMessage::idempotencyKey).collect(Collectors.joining(","));
    return PlainId.of(id()) + ":" + UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8));
  }

  /** {@code alertId:sequence}, fit for a header. */
  static String idempotencyKey(AnomalyAlert alert) {
    return PlainId.of(alert.getAlertId()) + ":" + alert.getSequence();
  }
}
