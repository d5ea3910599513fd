package io.tidemark.pipeline.source;

import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.StartFrom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.enumerator.subscriber.KafkaSubscriber;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/**
 * Reads the topics of all detectors: each that one names by a source of its own, and all others
 * that a regular expression matches by one more, so that each is read once.
 */
public final class KafkaEvents {
  /** How often new partitions are looked for, unless the configuration says otherwise. */
  private static final Duration DISCOVERY = Duration.ofSeconds(30);

  /** Names the source of topics that no detector names; no topic can have this name. */
  private static final String MATCHING = "(matching)";

  private KafkaEvents() {}

  /**
   * All records of all topics, with timestamps and watermarks in log time.
   *
   * @param submitted when the job was submitted: every partition starts as of that time
   */
  public static DataStream<RawRecord> read(
      StreamExecutionEnvironment environment,
      PipelineConfig config,
      Detectors detectors,
      Instant submitted) {
    List<DataStream<RawRecord>> all = new ArrayList<>();
    for (String topic : detectors.topics()) {
      KafkaSubscriber only = KafkaSubscriber.getTopicListSubscriber(List.of(topic));
      all.add(read(environment, config, topic, only, submitted));
    }
    if (!detectors.patterns().isEmpty()) {
      all.add(read(environment, config, MATCHING, MatchingTopics.of(config, detectors), submitted));
    }
    return all.stream()
        .reduce((one, other) -> one.union(other))
        .orElseThrow(() -> new IllegalStateException("a job has at least one detector"));
  }

  private static DataStream<RawRecord> read(
      StreamExecutionEnvironment environment,
      PipelineConfig config,
      String name,
      KafkaSubscriber topics,
      Instant submitted) {
    return environment
        .fromSource(
            source(config, name, topics, submitted),
            new LogTime(config.events().idleness()),
            "events " + name)
        .uid("events-" + name);
  }

  private static BoundedSource<RawRecord> source(
      PipelineConfig config, String name, KafkaSubscriber topics, Instant submitted) {
    return BoundedSource.of(
        config,
        name,
        topics,
        config.kafka().groupId(),
        startingOffsets(config.events().startFrom(), submitted),
        new RawRecords());
  }

  /** Settings of the job's consumers; those of the configuration win. */
  static Properties settings(PipelineConfig config) {
    Properties settings = new Properties();
    settings.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.setProperty(
        KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(),
        Long.toString(DISCOVERY.toMillis()));
    settings.putAll(config.kafka().client());
    return settings;
  }

  static OffsetsInitializer startingOffsets(StartFrom start, Instant submitted) {
    return switch (start.point()) {
      case EARLIEST -> OffsetsInitializer.earliest();
      case LATEST -> OffsetsInitializer.latest();
      case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
      case AGO -> new StartAgo(submitted.minus(Objects.requireNonNull(start.ago())));
    };
  }
}
