package io.tidemark.pipeline.source;

import io.tidemark.pipeline.config.PipelineConfig;
import java.util.Objects;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the control topic, from its first command on: a job that starts anew obeys them all. */
public final class KafkaCommands {
  private KafkaCommands() {}

  /** The payloads in the order of the topic's one partition. */
  public static DataStream<byte[]> read(
      StreamExecutionEnvironment environment, PipelineConfig config) {
    String topic = Objects.requireNonNull(config.control()).commands().topic();
    KafkaSourceBuilder<byte[]> source =
        KafkaSource.<byte[]>builder()
            .setProperties(KafkaEvents.settings(config))
            .setGroupId(config.kafka().groupId() + "-control")
            .setClientIdPrefix(config.jobName() + "-" + topic)
            .setTopics(topic)
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setDeserializer(new Payload());
    if (config.events().bounded()) {
      source.setBounded(OffsetsInitializer.latest());
    }
    return environment
        .fromSource(source.build(), WatermarkStrategy.noWatermarks(), "commands")
        .uid("commands")
        .setParallelism(1);
  }

  private static final class Payload implements KafkaRecordDeserializationSchema<byte[]> {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<byte[]> out) {
      if (record.value() != null) {
        out.collect(record.value());
      }
    }

    @Override
    public TypeInformation<byte[]> getProducedType() {
      return PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;
    }
  }
}
