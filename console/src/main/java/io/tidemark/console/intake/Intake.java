package io.tidemark.console.intake;

import io.tidemark.console.store.Position;
import io.tidemark.console.store.StoreException;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.WindowScore;
import io.tidemark.schemas.kafka.BoundedConsumer;
import io.tidemark.schemas.kafka.CommittedReads;
import io.tidemark.schemas.registry.RegistrySettings;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads alerts, scores and actions from where the {@link HistoryWriter} stands, in a thread of its
 * own, until closed. A broker that is away is waited for; a store that fails is tried again; a
 * record that cannot be read or kept is passed over.
 */
public final class Intake implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LOOK_FOR_PARTITIONS = Duration.ofSeconds(30);
  private static final Duration TRY_AGAIN = Duration.ofSeconds(2);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final String MOST_RECORDS = "5000";
  private static final int LONGEST_REASON = 500;

  private final Consumer<byte[], byte[]> consumer;
  private final String alertsTopic;
  private final @Nullable String scoresTopic;
  private final String actionsTopic;
  private final HistoryWriter writer;
  private final EventDecoder<AnomalyAlert> alerts;
  private final EventDecoder<WindowScore> scores;
  private final EventDecoder<IncidentAction> actions;
  private final Backoff backoff = new Backoff(TRY_AGAIN, LONGEST_PAUSE);
  private final Stop stop = new Stop();
  private final Thread thread = new Thread(this::run, "console-intake");
  private final TopicReads alertReads = new TopicReads();
  private final TopicReads scoreReads = new TopicReads();
  private final TopicReads actionReads = new TopicReads();
  private boolean standing;
  private long lookedAt;

  /**
   * @param kafka client settings, at least {@code bootstrap.servers}
   * @param scoresTopic null where scores are not read
   * @param registry where schemas are, for records in Confluent's wire format; null: nowhere
   */
  public Intake(
      Properties kafka,
      String alertsTopic,
      @Nullable String scoresTopic,
      String actionsTopic,
      @Nullable RegistrySettings registry,
      HistoryWriter writer) {
    this(consumer(kafka), alertsTopic, scoresTopic, actionsTopic, registry, writer);
  }

  /** Reads with the given consumer, and closes it. */
  Intake(
      Consumer<byte[], byte[]> consumer,
      String alertsTopic,
      @Nullable String scoresTopic,
      String actionsTopic,
      @Nullable RegistrySettings registry,
      HistoryWriter writer) {
    this.consumer = consumer;
    this.alertsTopic = alertsTopic;
    this.scoresTopic = scoresTopic;
    this.actionsTopic = actionsTopic;
    this.alerts = new AnyFormat<>(AnomalyAlert.class, registry);
    this.actions = new AnyFormat<>(IncidentAction.class, registry);
    this.scores = new AnyFormat<>(WindowScore.class, registry);
    this.writer = writer;
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(ProcessEnd::uncaught);
  }

  private static Consumer<byte[], byte[]> consumer(Properties kafka) {
    Properties settings = CommittedReads.of(kafka);
    settings.setProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_RECORDS);
    return new BoundedConsumer(settings);
  }

  /** Begins to read. */
  public void start() {
    thread.start();
  }

  /** How far alerts, scores and actions have been read, by what they are. */
  public Map<String, TopicReads> reads() {
    return scoresTopic == null
        ? Map.of("alerts", alertReads, "actions", actionReads)
        : Map.of("alerts", alertReads, "scores", scoreReads, "actions", actionReads);
  }

  private TopicReads reads(String topic) {
    if (topic.equals(alertsTopic)) {
      return alertReads;
    }
    return topic.equals(actionsTopic) ? actionReads : scoreReads;
  }

  private void run() {
    while (!stop.isAsked()) {
      try {
        step();
      } catch (WakeupException woken) {
        // closed
      } catch (RuntimeException failed) {
        standing = false;
        failed(failed);
      }
    }
    end();
  }

  /** What is old is forgotten first, also where nothing can be read or kept. */
  private void step() {
    if (!standing) {
      writer.startOver();
    }
    if (!writer.tidy()) {
      standing = false;
      writer.startOver();
    }
    if (!standing) {
      stand();
      standing = true;
    }
    lookForPartitions();
    take();
  }

  /** Nothing is lost meanwhile: it is read from Kafka again. */
  private void failed(RuntimeException failed) {
    writer.failed(failed);
    Duration pause = backoff.next();
    LOG.warn(
        "Reading is interrupted, next try in {} s: {}",
        pause.toSeconds(),
        PrintableText.oneLine(String.valueOf(failed.getMessage()), LONGEST_REASON));
    LOG.debug("Interrupted by", failed);
    stop.pause(pause);
  }

  private void end() {
    try {
      if (standing) {
        writer.flush();
      }
    } catch (StoreException failed) {
      LOG.warn("The last scores are read again at the next start: {}", failed.getMessage());
    } finally {
      consumer.close();
    }
  }

  /** Goes to where the kept history ends. */
  private void stand() {
    consumer.assign(Set.of());
    lookedAt = 0;
    lookForPartitions();
    if (consumer.assignment().isEmpty()) {
      throw new IllegalStateException("Kafka has no topic " + alertsTopic + " now");
    }
  }

  private void lookForPartitions() {
    long now = System.nanoTime();
    if (lookedAt != 0 && now - lookedAt < LOOK_FOR_PARTITIONS.toNanos()) {
      return;
    }
    Set<TopicPartition> there = new HashSet<>(partitions(alertsTopic));
    if (scoresTopic != null) {
      there.addAll(partitions(scoresTopic));
    }
    if (!there.isEmpty()) {
      there.addAll(partitions(actionsTopic));
    }
    lookedAt = now;
    Set<TopicPartition> added = new HashSet<>(there);
    added.removeAll(consumer.assignment());
    if (added.isEmpty()) {
      return;
    }
    there.addAll(consumer.assignment());
    consumer.assign(there);
    Map<TopicPartition, Long> kept = new HashMap<>();
    writer
        .positions()
        .forEach(at -> kept.put(new TopicPartition(at.topic(), at.partition()), at.next()));
    added.forEach(partition -> consumer.seek(partition, kept.getOrDefault(partition, 0L)));
  }

  private List<TopicPartition> partitions(String topic) {
    try {
      return consumer.partitionsFor(topic).stream()
          .map(info -> new TopicPartition(topic, info.partition()))
          .toList();
    } catch (WakeupException closed) {
      throw closed;
    } catch (KafkaException away) {
      if (consumer.assignment().isEmpty()) {
        throw away; // else what is known is read on
      }
      LOG.debug("No broker tells of {} now", topic, away);
      return List.of();
    }
  }

  private void take() {
    List<Arrival> arrivals = new ArrayList<>();
    Set<TopicPartition> moved = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      moved.add(new TopicPartition(record.topic(), record.partition()));
      reads(record.topic()).read(record.timestamp());
      try {
        arrivals.add(arrival(record));
      } catch (WireException reason) {
        writer.undecodable(
            record.topic() + "-" + record.partition() + " offset " + record.offset(), reason);
      }
    }
    List<Position> positions = new ArrayList<>();
    moved.forEach(
        partition ->
            positions.add(
                new Position(
                    partition.topic(), partition.partition(), consumer.position(partition))));
    noteLag();
    writer.write(arrivals, positions);
    if (writer.failure() == null) {
      backoff.reset();
    }
  }

  private void noteLag() {
    Map<TopicReads, Long> lags = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      long lag = consumer.currentLag(partition).orElse(0); // unknown before the first answer
      lags.merge(reads(partition.topic()), lag, Long::sum);
    }
    lags.forEach(TopicReads::behind);
  }

  private Arrival arrival(ConsumerRecord<byte[], byte[]> record) throws WireException {
    if (record.topic().equals(alertsTopic)) {
      return Arrival.of(alerts.decode(record.value()));
    }
    return record.topic().equals(actionsTopic)
        ? Arrival.of(actions.decode(record.value()))
        : Arrival.of(scores.decode(record.value()));
  }

  @Override
  public void close() {
    stop.ask();
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
