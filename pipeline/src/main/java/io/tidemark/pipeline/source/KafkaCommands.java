package io.tidemark.pipeline.source;

import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.schemas.kafka.Unread;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.enumerator.subscriber.KafkaSubscriber;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the control topic, from its first command on: a job that starts afresh obeys them all. */
public final class KafkaCommands {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaCommands.class);

  private KafkaCommands() {}

  /**
   * The payloads in the order of the topic's one partition; what is left of one that is too large.
   */
  public static DataStream<byte[]> read(
      StreamExecutionEnvironment environment, PipelineConfig config) {
    String topic = Objects.requireNonNull(config.control()).commands().topic();
    BoundedSource<byte[]> source =
        BoundedSource.of(
            config,
            topic,
            KafkaSubscriber.getTopicListSubscriber(List.of(topic)),
            config.kafka().groupId() + "-control",
            OffsetsInitializer.earliest(),
            new Payload());
    return environment
        .fromSource(source, WatermarkStrategy.noWatermarks(), "commands")
        .uid("commands")
        .setParallelism(1);
  }

  private static final class Payload implements KafkaRecordDeserializationSchema<byte[]> {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<byte[]> out) {
      String unread = Unread.reason(record);
      if (unread != null) {
        LOG.warn(
            "{}-{} offset {} is not a command: {}",
            record.topic(),
            record.partition(),
            record.offset(),
            unread);
      }
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
