package io.tidemark.pipeline.source;

import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.PipelineConfig;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.jspecify.annotations.Nullable;

/** Reads the topics of all detectors, each by a source of its own. */
public final class KafkaEvents {
  /** How often new partitions are looked for, unless the configuration says otherwise. */
  private static final Duration DISCOVERY = Duration.ofSeconds(30);

  private KafkaEvents() {}

  /** All records of all topics, with timestamps and watermarks in log time. */
  public static DataStream<RawRecord> read(
      StreamExecutionEnvironment environment, PipelineConfig config, Detectors detectors) {
    @Nullable DataStream<RawRecord> all = null;
    for (String topic : detectors.byTopic().keySet()) {
      DataStream<RawRecord> one =
          environment
              .fromSource(
                  source(config, topic), new LogTime(config.events().idleness()), "events " + topic)
              .uid("events-" + topic);
      all = all == null ? one : all.union(one);
    }
    return Objects.requireNonNull(all, "a job has at least one detector");
  }

  private static BoundedSource<RawRecord> source(PipelineConfig config, String topic) {
    return BoundedSource.of(
        config,
        topic,
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
