package io.tidemark.console.silence;

import io.tidemark.console.intake.AnyFormat;
import io.tidemark.console.intake.Backoff;
import io.tidemark.console.intake.CommittedReads;
import io.tidemark.console.intake.ProcessEnd;
import io.tidemark.console.intake.Stop;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.Silence;
import io.tidemark.schemas.kafka.BoundedConsumer;
import io.tidemark.schemas.registry.RegistrySettings;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the silences from their compacted topic, from its beginning, in a thread of its own, until
 * closed. Where there is no such topic there are no silences.
 */
public final class SilenceIntake implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SilenceIntake.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration TRY_AGAIN = Duration.ofSeconds(2);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final Properties kafka;
  private final String topic;
  private final Silences silences;
  private final EventDecoder<Silence> decoder;
  private final Backoff backoff = new Backoff(TRY_AGAIN, LONGEST_PAUSE);
  private final Stop stop = new Stop();
  private final AtomicReference<@Nullable Consumer<byte[], byte[]>> open = new AtomicReference<>();
  private final Thread thread = new Thread(this::run, "silences");

  /**
   * @param kafka client settings, at least {@code bootstrap.servers}
   * @param registry where schemas are, for records in Confluent's wire format; null: nowhere
   * @param silences takes them
   */
  public SilenceIntake(
      Properties kafka, String topic, @Nullable RegistrySettings registry, Silences silences) {
    this.kafka = kafka;
    this.topic = topic;
    this.silences = silences;
    this.decoder = new AnyFormat<>(Silence.class, registry);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(ProcessEnd::uncaught);
  }

  /** Begins to read. */
  public void start() {
    thread.start();
  }

  private void run() {
    while (!stop.isAsked()) {
      try (Consumer<byte[], byte[]> consumer = new BoundedConsumer(CommittedReads.of(kafka))) {
        open.set(consumer);
        List<TopicPartition> partitions =
            consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        if (partitions.isEmpty()) {
          silences.nowKnown();
          stop.pause(LONGEST_PAUSE);
        } else {
          follow(consumer, partitions);
        }
      } catch (WakeupException closed) {
        LOG.debug("Closed");
      } catch (RuntimeException failed) {
        Duration pause = backoff.next();
        LOG.warn(
            "Reading {} is interrupted, next try in {} s: {}",
            topic,
            pause.toSeconds(),
            PrintableText.oneLine(String.valueOf(failed.getMessage())));
        stop.pause(pause);
      } finally {
        open.set(null);
      }
    }
  }

  private void follow(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (!stop.isAsked()) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        take(record);
      }
      backoff.reset();
      if (!silences.areKnown()
          && ends.entrySet().stream()
              .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
        silences.nowKnown();
      }
    }
  }

  void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      if (record.key() != null) {
        silences.remove(new String(record.key(), StandardCharsets.UTF_8));
      }
      return;
    }
    try {
      silences.accept(decoder.decode(record.value()));
    } catch (WireException | IllegalArgumentException unreadable) {
      LOG.warn(
          "{}-{} offset {} is no silence: {}",
          record.topic(),
          record.partition(),
          record.offset(),
          PrintableText.oneLine(String.valueOf(unreadable.getMessage())));
    }
  }

  @Override
  public void close() {
    stop.ask();
    Consumer<byte[], byte[]> consumer = open.get();
    if (consumer != null) {
      consumer.wakeup();
    }
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
