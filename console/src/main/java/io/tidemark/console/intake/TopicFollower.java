package io.tidemark.console.intake;

import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.kafka.BoundedConsumer;
import io.tidemark.schemas.kafka.CommittedReads;
import io.tidemark.schemas.wire.WireException;
import java.time.Duration;
import java.util.HashMap;
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
 * Reads a topic from its beginning, in a thread of its own, until closed. After an interruption it
 * goes on where it stood. Where there is no such topic there is nothing to read.
 */
public final class TopicFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration TRY_AGAIN = Duration.ofSeconds(2);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final Properties kafka;
  private final String topic;
  private final Taker taker;
  private final Runnable known;
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private final Backoff backoff = new Backoff(TRY_AGAIN, LONGEST_PAUSE);
  private final Stop stop = new Stop();
  private final AtomicReference<@Nullable Consumer<byte[], byte[]>> open = new AtomicReference<>();
  private final Thread thread;

  /** Takes records. */
  public interface Taker {
    /**
     * Takes a record.
     *
     * @throws WireException where it is not what the topic is for; it is passed over
     */
    void take(ConsumerRecord<byte[], byte[]> record) throws WireException;
  }

  /**
   * @param kafka client settings, at least {@code bootstrap.servers}
   * @param taker takes the records, in the thread that reads
   * @param known called when all that was there at the start has been read, maybe more than once
   */
  public TopicFollower(Properties kafka, String topic, Taker taker, Runnable known) {
    this.kafka = kafka;
    this.topic = topic;
    this.taker = taker;
    this.known = known;
    this.thread = new Thread(this::run, "reads-" + topic);
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
          known.run();
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
    next.forEach(consumer::seek);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    boolean reached = false;
    while (!stop.isAsked()) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        take(record);
      }
      backoff.reset();
      if (!reached
          && ends.entrySet().stream()
              .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
        reached = true;
        known.run();
      }
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      taker.take(record);
    } catch (WireException unreadable) {
      LOG.warn(
          "{}-{} offset {} is passed over: {}",
          record.topic(),
          record.partition(),
          record.offset(),
          PrintableText.oneLine(String.valueOf(unreadable.getMessage())));
    }
    next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
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
