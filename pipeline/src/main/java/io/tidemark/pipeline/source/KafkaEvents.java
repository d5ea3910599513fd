package io.tidemark.pipeline.source;

import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.PipelineConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

  /** All records of all topics, with timestamps and watermarks in log time. */
  public static DataStream<RawRecord> read(
      StreamExecutionEnvironment environment, PipelineConfig config, Detectors detectors) {
    List<DataStream<RawRecord>> all = new ArrayList<>();
    for (String topic : detectors.topics()) {
      KafkaSubscriber only = KafkaSubscriber.getTopicListSubscriber(List.of(topic));
      all.add(read(environment, config, topic, only));
    }
    if (!detectors.patterns().isEmpty()) {
      all.add(read(environment, config, MATCHING, MatchingTopics.of(config, detectors)));
    }
    return all.stream()
        .reduce((one, other) -> one.union(other))
        .orElseThrow(() -> new IllegalStateException("a job has at least one detector"));
  }

  private static DataStream<RawRecord> read(
      StreamExecutionEnvironment environment,
      PipelineConfig config,
      String name,
      KafkaSubscriber topics) {
    return environment
        .fromSource(
            source(config, name, topics), new LogTime(config.events().idleness()), "events " + name)
        .uid("events-" + name);
  }

  private static BoundedSource<RawRecord> source(
      PipelineConfig config, String name, KafkaSubscriber topics) {
    return BoundedSource.of(
        config,
        name,
        topics,
        config.kafka().groupId(),
        startingOffsets(config.events().startFrom()),
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

  private static OffsetsInitializer startingOffsets(PipelineConfig.StartFrom start) {
    return switch (start) {
      case EARLIEST -> OffsetsInitializer.earliest();
      case LATEST -> OffsetsInitializer.latest();
      case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
    };
  }
}
