package io.tidemark.pipeline.source;

import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.kafka.Unread;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import io.tidemark.schemas.wire.WireFormat;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what people say of incidents, from the topic's first record on. While there is no such
 * topic there is no feedback.
 */
public final class KafkaFeedback {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaFeedback.class);

  private KafkaFeedback() {}

  /**
   * All feedback in the order of its partition; what is none is logged and passed over.
   *
   * @return null where there will be none: the job ends with its topics, and this one is missing
   */
  public static @Nullable DataStream<AlertFeedback> read(
      StreamExecutionEnvironment environment, PipelineConfig config, String topic) {
    if (config.events().bounded() && !OptionalTopic.exists(config, topic)) {
      return null;
    }
    BoundedSource<AlertFeedback> source =
        BoundedSource.of(
            config,
            topic,
            OptionalTopic.subscriber(topic),
            config.kafka().groupId() + "-feedback",
            OffsetsInitializer.earliest(),
            new Decoding());
    return environment
        .fromSource(source, WatermarkStrategy.noWatermarks(), "feedback")
        .uid("feedback")
        .setParallelism(1);
  }

  private static final class Decoding implements KafkaRecordDeserializationSchema<AlertFeedback> {
    private static final long serialVersionUID = 1L;

    private transient @Nullable EventDecoder<AlertFeedback> decoder;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<AlertFeedback> out) {
      String unread = Unread.reason(record);
      if (unread == null && record.value() == null) {
        return;
      }
      if (decoder == null) {
        decoder = WireFormat.AVRO.decoder(AlertFeedback.class);
      }
      try {
        if (unread == null) {
          out.collect(decoder.decode(record.value()));
        }
      } catch (WireException undecodable) {
        unread = PrintableText.oneLine(String.valueOf(undecodable.getMessage()));
      }
      if (unread != null) {
        LOG.warn(
            "{}-{} offset {} is not feedback: {}",
            record.topic(),
            record.partition(),
            record.offset(),
            unread);
      }
    }

    @Override
    public TypeInformation<AlertFeedback> getProducedType() {
      return Types.FEEDBACK;
    }
  }
}
