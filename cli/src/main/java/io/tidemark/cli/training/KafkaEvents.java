package io.tidemark.cli.training;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.TopicSelection;
import io.tidemark.detector.mapping.DetectorRecords;
import io.tidemark.detector.mapping.JobFormats;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.detector.tick.Observation;
import io.tidemark.export.source.EventSource;
import io.tidemark.schemas.kafka.BoundedConsumer;
import io.tidemark.schemas.kafka.TopicReader;
import io.tidemark.schemas.wire.WireException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The events of Kafka topics in a range of event time, as a source to train on. They are held in
 * memory to be put in order, since partitions are not ordered among each other. Reading ends at the
 * offsets that were the last when it began; it takes part in no consumer group and commits nothing.
 */
public final class KafkaEvents implements EventSource {
  private final DetectorDefinition definition;
  private final List<String> topics;
  private final Instant from;
  private final Instant to;
  private final DetectorRecords records;
  private final TopicReader reader;
  private Predicate<Observation> wanted = seen -> true;
  private long unusable;
  private @Nullable String whyUnusable;

  /**
   * @param topics that exist, with records as the definition reads them
   * @param from first event time, inclusive
   * @param to last event time, exclusive
   * @param formats how records are written where the definition does not say so
   * @param client settings that reach the cluster
   */
  public KafkaEvents(
      DetectorDefinition definition,
      List<String> topics,
      Instant from,
      Instant to,
      JobFormats formats,
      Properties client) {
    this.definition = definition;
    this.topics = List.copyOf(topics);
    this.from = from;
    this.to = to;
    records = DetectorRecords.of(definition, formats);
    reader = TopicReader.open(client, topics);
  }

  /**
   * The topics that a detector reads, as far as they exist.
   *
   * @param client settings that reach the cluster
   */
  public static List<String> topics(DetectorDefinition definition, Properties client) {
    TopicSelection topics = definition.events().topics();
    if (topics.regex() == null) {
      return topics.names();
    }
    try (BoundedConsumer consumer = new BoundedConsumer(client)) {
      return consumer.listTopics().keySet().stream().filter(topics::has).sorted().toList();
    }
  }

  /** Keeps only some of the observations; the others take no memory. */
  public KafkaEvents only(Predicate<Observation> these) {
    wanted = these;
    return this;
  }

  @Override
  public String name() {
    return String.join(", ", topics);
  }

  /** Records that are no event of the type; the job would send them to the dead letters. */
  public long unusable() {
    return unusable;
  }

  /** Why the first of them is none; null where there is none. */
  public @Nullable String whyUnusable() {
    return whyUnusable;
  }

  @Override
  public void forEach(Consumer events) {
    List<Observation> all = new ArrayList<>();
    reader.from(from); // an event is not sent before it happens
    reader.readToEnd(kept -> add(kept, all));
    all.sort(Comparator.comparingLong(Observation::eventTimeMicros));
    all.forEach(observation -> events.accept(observation, false));
  }

  private void add(ConsumerRecord<byte[], byte[]> kept, List<Observation> all) {
    try {
      for (Observation observation :
          records.read(KafkaRecords.of(kept, definition.events().topics()))) {
        Instant time = Instant.ofEpochMilli(observation.eventTimeMillis());
        if (!time.isBefore(from) && time.isBefore(to) && wanted.test(observation)) {
          all.add(observation);
        }
      }
    } catch (WireException | InvalidEventException wrong) {
      unusable++;
      whyUnusable = whyUnusable == null ? wrong.getMessage() : whyUnusable;
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
