package io.tidemark.console.delivery;

import io.tidemark.console.action.Standings;
import io.tidemark.console.intake.ProcessEnd;
import io.tidemark.console.intake.Stop;
import io.tidemark.console.silence.Silences;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.kafka.BoundedConsumer;
import io.tidemark.schemas.kafka.CommittedReads;
import io.tidemark.schemas.registry.RegistryException;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the alerts on Kafka, and what people do about them, to one receiver, at least once. Its
 * offsets in Kafka, in a consumer group of its own, move when messages are delivered and not
 * before; of several processes with the same group one delivers each partition. When Kafka refuses
 * it, it tries again until it is closed.
 */
final class AlertDispatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertDispatcher.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration AWAY = Duration.ofSeconds(1);
  private static final Duration TRY_AGAIN = Duration.ofSeconds(2);

  private final Consumer<byte[], byte[]> consumer;
  private final Receiver receiver;
  private final EventDecoder<AnomalyAlert> decoder;
  private final Progress progress = new Progress();
  private final Outbox outbox;
  private final String actionsTopic;
  private final EventDecoder<IncidentAction> actionDecoder;
  private final ActionQueue actions;
  private final DeliverySender sender;
  private final DeliveredReplay replay;
  private final ReceiverMetrics metrics;
  private final Thread thread;
  private final Stop stop = new Stop();
  private volatile boolean reading;

  /**
   * Reads with the given consumer, and closes it.
   *
   * @param consumer of the receiver's own group, as {@link #consumer} makes it
   */
  AlertDispatcher(
      Consumer<byte[], byte[]> consumer,
      String topic,
      String actionsTopic,
      Receiver receiver,
      EventDecoder<AnomalyAlert> decoder,
      EventDecoder<IncidentAction> actionDecoder,
      DeadLetters deadLetters,
      Silences silences,
      Standings standings,
      ReceiverMetrics metrics,
      Clock clock) {
    this.consumer = consumer;
    this.receiver = receiver;
    this.decoder = decoder;
    this.outbox = new Outbox(receiver, progress, silences, new ActionFilter(standings), clock);
    this.actionsTopic = actionsTopic;
    this.actionDecoder = actionDecoder;
    this.actions = new ActionQueue(receiver, progress, standings);
    this.metrics = metrics;
    this.sender = new DeliverySender(receiver, deadLetters, metrics);
    this.replay = new DeliveredReplay(consumer, receiver.situations() != null);
    this.thread = new Thread(() -> run(topic), "dispatcher-" + receiver.name());
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(ProcessEnd::uncaught);
  }

  /** Reads in a consumer group from where that has come to. */
  static Consumer<byte[], byte[]> consumer(Properties kafka, String group) {
    return new BoundedConsumer(settings(kafka, group));
  }

  static Properties settings(Properties kafka, String group) {
    Properties settings = CommittedReads.of(kafka);
    settings.setProperty(ConsumerConfig.GROUP_ID_CONFIG, group);
    // Eager: whoever keeps a partition over a rebalance reads it again, as Handover needs it.
    settings.setProperty(ConsumerConfig.GROUP_PROTOCOL_CONFIG, GroupProtocol.CLASSIC.name());
    settings.setProperty(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, RangeAssignor.class.getName());
    return settings;
  }

  void start() {
    thread.start();
  }

  private void run(String topic) {
    boolean subscribed = false;
    try {
      while (!stop.isAsked() && !outbox.isReady()) {
        stop.pause(POLL);
      }
      while (!stop.isAsked()) {
        try {
          if (!subscribed) {
            startOver();
            consumer.subscribe(List.of(topic, actionsTopic), new Handover());
            subscribed = true;
          }
          step();
          reading = true;
        } catch (WakeupException closed) {
          LOG.debug("Closed");
        } catch (RuntimeException failed) {
          reading = false;
          LOG.warn(
              "Delivery to {} is interrupted, next try in {} s",
              receiver.name(),
              TRY_AGAIN.toSeconds(),
              failed);
          subscribed = false;
          stop.pause(TRY_AGAIN);
        }
      }
    } finally {
      sender.close();
      commit();
      consumer.close();
    }
  }

  /** Whether it reads the alerts; any thread may ask. */
  boolean isReading() {
    return reading;
  }

  /** Forgets what was read, so that all that is not committed is read again. */
  private void startOver() {
    consumer.unsubscribe();
    sender.stop();
    replay.clear();
    outbox.clear();
    actions.clear();
  }

  private void step() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      receive(record);
    }
    commit();
    if (sender.isIdle() && replay.behind().isEmpty()) {
      List<Delivery> due = new ArrayList<>(outbox.takeDue());
      due.addAll(actions.takeDue(outbox));
      sender.deliver(due);
    }
    readOnlyWhatFits();
    metrics.read(progress.open(), outbox.metSilences(), lag());
  }

  private long lag() {
    return consumer.assignment().stream()
        .mapToLong(partition -> consumer.currentLag(partition).orElse(0)) // not known at first
        .sum();
  }

  /** What is not read now is safe in Kafka: only what was delivered is committed. */
  private void readOnlyWhatFits() {
    if (!replay.behind().isEmpty()) {
      Set<TopicPartition> others = new HashSet<>(consumer.assignment());
      others.removeAll(replay.behind());
      consumer.pause(others); // nothing is delivered until the situations are known
      return;
    }
    if (!outbox.isFull() && !actions.isFull()) {
      consumer.resume(consumer.paused());
      return;
    }
    if (consumer.paused().isEmpty()) {
      LOG.info("{} has enough waiting; no more is read until some is delivered", receiver.name());
    }
    consumer.pause(consumer.assignment());
  }

  private void receive(ConsumerRecord<byte[], byte[]> record) {
    boolean delivered = replay.covers(record);
    try {
      if (record.topic().equals(actionsTopic)) {
        actions.add(decoded(actionDecoder, record), withoutHeaders(record));
        return;
      }
      PendingMessage message = new PendingMessage(decoded(decoder, record), withoutHeaders(record));
      if (delivered) {
        outbox.replay(message);
      } else {
        outbox.add(message);
      }
    } catch (WireException unreadable) {
      if (delivered) {
        return; // the log has it from the first time
      }
      LOG.warn(
          "{}-{} offset {} is passed over: {}",
          record.topic(),
          record.partition(),
          record.offset(),
          PrintableText.oneLine(String.valueOf(unreadable.getMessage())));
      progress.skip(new TopicPartition(record.topic(), record.partition()), record.offset());
    }
  }

  /** What waits to be delivered keeps only what it needs; no limit holds for headers. */
  private static ConsumerRecord<byte[], byte[]> withoutHeaders(
      ConsumerRecord<byte[], byte[]> record) {
    return new ConsumerRecord<>(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.timestampType(),
        record.serializedKeySize(),
        record.serializedValueSize(),
        record.key(),
        record.value(),
        new RecordHeaders(),
        record.leaderEpoch());
  }

  /** Waits for a schema registry that is away; another process takes over if that takes long. */
  private <T extends SpecificRecord> T decoded(
      EventDecoder<T> decoder, ConsumerRecord<byte[], byte[]> record) throws WireException {
    while (true) {
      try {
        return decoder.decode(record.value());
      } catch (RegistryException away) {
        LOG.warn("Waiting: {}", PrintableText.oneLine(String.valueOf(away.getMessage())));
        if (stop.isAsked()) {
          throw new WakeupException();
        }
        LockSupport.parkNanos(AWAY.toNanos());
      }
    }
  }

  private void commit() {
    List<Delivery> delivered = new ArrayList<>();
    sender.takeDelivered(delivered);
    delivered.forEach(delivery -> delivery.records().forEach(progress::end));
    Map<TopicPartition, OffsetAndMetadata> ready = progress.takeCommittable();
    if (ready.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(ready);
    } catch (WakeupException closed) {
      throw closed;
    } catch (KafkaException failed) {
      progress.uncommit(ready.keySet());
      LOG.warn("What was delivered cannot be committed now; it may be delivered again", failed);
    }
  }

  /** When another process takes partitions over, what is under way is its to deliver. */
  private final class Handover implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      LOG.debug("Delivers {}", partitions);
      replay.begin(partitions.stream().filter(one -> !one.topic().equals(actionsTopic)).toList());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      if (!partitions.isEmpty()) {
        commit();
        drop();
      }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      drop();
    }

    /** Eager assignment revokes all partitions at once; those that come back are read again. */
    private void drop() {
      sender.stop();
      replay.clear();
      outbox.forget(consumer.assignment());
      actions.forget(consumer.assignment());
    }
  }

  @Override
  public void close() {
    stop.ask();
    try {
      thread.join(Duration.ofSeconds(15).toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
