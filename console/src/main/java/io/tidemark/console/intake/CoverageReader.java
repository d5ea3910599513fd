package io.tidemark.console.intake;

import io.tidemark.console.fleet.KeyName;
import io.tidemark.schemas.Coverage;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.kafka.TopicReader;
import io.tidemark.schemas.registry.RegistrySettings;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads whether keys are watched from their compacted topic, from its beginning. For one thread,
 * but for {@link #wakeup()}.
 */
public final class CoverageReader implements AutoCloseable {
  private static final int LONGEST_DETAIL = 300;

  private final TopicReader topic;
  private final EventDecoder<Coverage> decoder;

  /**
   * What a record says.
   *
   * @param coverage null where the key is forgotten
   * @param written by the broker's clock or the job's
   */
  public record Said(KeyName name, @Nullable Coverage coverage, Instant written) {}

  private CoverageReader(Properties kafka, String topic, @Nullable RegistrySettings registry) {
    decoder = new AnyFormat<>(Coverage.class, registry);
    this.topic = TopicReader.open(kafka, List.of(topic));
  }

  /**
   * Opens a topic.
   *
   * @param kafka client settings, at least {@code bootstrap.servers}
   * @param registry where schemas are, for records in Confluent's wire format; null: nowhere
   */
  public static CoverageReader open(
      Properties kafka, String topic, @Nullable RegistrySettings registry) {
    return new CoverageReader(kafka, topic, registry);
  }

  /** Whether the topic is there. */
  public boolean exists() {
    return !topic.isEmpty();
  }

  /** Hands on what the topic holds now and returns. */
  public void readAll(Consumer<Said> out, Consumer<String> undecodable) {
    topic.readToEnd(record -> handOn(record, out, undecodable));
  }

  /** Hands on what has come since, or waits for a moment. */
  public void poll(Consumer<Said> out, Consumer<String> undecodable) {
    topic.poll().forEach(record -> handOn(record, out, undecodable));
  }

  private void handOn(
      ConsumerRecord<byte[], byte[]> record, Consumer<Said> out, Consumer<String> undecodable) {
    try {
      out.accept(said(record));
    } catch (WireException reason) {
      undecodable.accept(
          "%s-%d offset %d: %s"
              .formatted(
                  record.topic(),
                  record.partition(),
                  record.offset(),
                  PrintableText.oneLine(String.valueOf(reason.getMessage()))));
    }
  }

  /** Records that the topic has beyond those that were handed on, as far as it is known. */
  long lag() {
    return topic.lag();
  }

  private Said said(ConsumerRecord<byte[], byte[]> record) throws WireException {
    Instant written = Instant.ofEpochMilli(record.timestamp());
    if (record.value() == null) {
      return new Said(name(record.key()), null, written);
    }
    Coverage coverage = decoder.decode(record.value());
    String detail = coverage.getDetail();
    if (detail != null) { // readers keep it for each key
      coverage.setDetail(PrintableText.oneLine(detail, LONGEST_DETAIL));
    }
    return new Said(new KeyName(coverage.getDetector(), coverage.getKey()), coverage, written);
  }

  /** Names of detectors have no slash. */
  private static KeyName name(byte @Nullable [] key) throws WireException {
    String text = key == null ? "" : new String(key, StandardCharsets.UTF_8);
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new WireException("a tombstone whose key is not detector/key");
    }
    return new KeyName(text.substring(0, slash), text.substring(slash + 1));
  }

  /** Lets a {@link #poll} end early, with Kafka's {@code WakeupException}. */
  public void wakeup() {
    topic.wakeup();
  }

  @Override
  public void close() {
    topic.close();
  }
}
