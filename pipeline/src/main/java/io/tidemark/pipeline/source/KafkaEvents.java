package io.tidemark.pipeline.source;

import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.PipelineConfig;
import java.util.Objects;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.jspecify.annotations.Nullable;

/** Reads the topics of all detectors, each by a source of its own. */
public final class KafkaEvents {
  private KafkaEvents() {}

  /** All decoded records of all topics, with event time and watermarks. */
  public static DataStream<Decoded> read(
      StreamExecutionEnvironment environment, PipelineConfig config, Detectors detectors) {
    @Nullable DataStream<Decoded> all = null;
    EventTime eventTime = new EventTime(detectors, config.events().idleness());
    for (String topic : detectors.byTopic().keySet()) {
      DataStream<Decoded> one =
          environment
              .fromSource(source(config, detectors, topic), eventTime, "events " + topic)
              .uid("events-" + topic);
      all = all == null ? one : all.union(one);
    }
    return Objects.requireNonNull(all, "a job has at least one detector");
  }

  private static BoundedSource<Decoded> source(
      PipelineConfig config, Detectors detectors, String topic) {
    return BoundedSource.of(
        config,
        topic,
        config.kafka().groupId(),
        startingOffsets(config.events().startFrom()),
        deserializer(config, detectors, topic));
  }

  /** Where detectors change while the job runs, events are divided among them behind the source. */
  private static KafkaRecordDeserializationSchema<Decoded> deserializer(
      PipelineConfig config, Detectors detectors, String topic) {
    WallClock clock = System::currentTimeMillis;
    return config.control() == null
        ? new EventDeserializer(detectors, topic, config.events(), clock)
        : new EventAdmission(
            Objects.requireNonNull(detectors.byTopic().get(topic)).get(0).events().type(),
            config.events(),
            clock);
  }

  private static OffsetsInitializer startingOffsets(PipelineConfig.StartFrom start) {
    return switch (start) {
      case EARLIEST -> OffsetsInitializer.earliest();
      case LATEST -> OffsetsInitializer.latest();
      case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
    };
  }
}
