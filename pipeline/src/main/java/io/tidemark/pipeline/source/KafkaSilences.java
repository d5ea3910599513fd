package io.tidemark.pipeline.source;

import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfig.Output;
import io.tidemark.pipeline.control.SilenceChange;
import io.tidemark.pipeline.control.Steering;
import io.tidemark.pipeline.control.SteeringFormat;
import io.tidemark.pipeline.log.RootCause;
import io.tidemark.pipeline.type.BinaryType;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.Silence;
import io.tidemark.schemas.kafka.TopicReader;
import io.tidemark.schemas.kafka.Unread;
import io.tidemark.schemas.registry.RegistryException;
import io.tidemark.schemas.silence.SilenceRule;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.RecordFormat;
import io.tidemark.schemas.wire.WireException;
import io.tidemark.schemas.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topic of silences, which is compacted, from its beginning. It may be missing: then
 * there are none until it is created.
 */
public final class KafkaSilences {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaSilences.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Bytes of the largest value that is decoded: the job keeps many of them. */
  private static final int MOST_BYTES = 64 << 10;

  private static final int LONGEST_ID = 1_000;

  private KafkaSilences() {}

  /** The silences as they are written. */
  public static DataStream<Steering> read(
      StreamExecutionEnvironment environment, PipelineConfig config, Output topic) {
    BoundedSource<Steering> source =
        BoundedSource.of(
            config,
            topic.topic(),
            OptionalTopic.subscriber(topic.topic()),
            config.kafka().groupId() + "-silences",
            OffsetsInitializer.earliest(),
            new Payload(topic.format()));
    return environment
        .fromSource(source, WatermarkStrategy.noWatermarks(), "silences")
        .uid("silences")
        .setParallelism(1);
  }

  /**
   * What the topic holds now, so that a job knows it before the first event. What cannot be read in
   * ten seconds comes with the stream.
   */
  public static List<SilenceChange> known(PipelineConfig config, Output topic) {
    Payload payload = new Payload(topic.format());
    Properties settings = OptionalTopic.settings(config);
    settings.setProperty(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(PATIENCE.toMillis()));
    Map<String, SilenceChange> newest = new LinkedHashMap<>();
    try (TopicReader reader = TopicReader.open(settings, List.of(topic.topic()))) {
      boolean whole =
          reader.readToEnd(
              PATIENCE,
              record -> {
                SilenceChange change = payload.change(record);
                if (change != null) {
                  newest.put(change.id(), change);
                }
              });
      if (!whole) {
        LOG.warn(
            "{} was not read to its end in {} s; the rest will be read later",
            topic.topic(),
            PATIENCE.toSeconds());
      }
    } catch (KafkaException | RegistryException unreadable) {
      LOG.warn(
          "Existing silences in {} will be read later: {}",
          topic.topic(),
          RootCause.line(unreadable));
    }
    return List.copyOf(newest.values());
  }

  private static final class Payload implements KafkaRecordDeserializationSchema<Steering> {
    private static final long serialVersionUID = 1L;

    private final RecordFormat format;
    private transient @Nullable EventDecoder<Silence> decoder;
    private transient @Nullable EventDecoder<Silence> json;

    Payload(RecordFormat format) {
      this.format = format;
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Steering> out) {
      SilenceChange change = change(record);
      if (change != null) {
        out.collect(change);
      }
    }

    /** Null where it is of no use. */
    @Nullable SilenceChange change(ConsumerRecord<byte[], byte[]> record) {
      byte[] value = record.value();
      if (value == null) {
        return record.key() == null || record.key().length > LONGEST_ID
            ? null
            : new SilenceChange(new String(record.key(), StandardCharsets.UTF_8), null);
      }
      try {
        String unread = Unread.reason(record);
        if (unread != null || value.length > MOST_BYTES) {
          throw new WireException(
              unread != null ? unread : value.length + " bytes; at most " + MOST_BYTES);
        }
        Silence silence = decode(value);
        if (silence.getId().length() > LONGEST_ID) {
          throw new WireException("an id of more than " + LONGEST_ID + " characters");
        }
        SilenceRule.of(silence);
        return new SilenceChange(silence.getId(), silence);
      } catch (WireException | IllegalArgumentException unreadable) {
        LOG.warn(
            "{}-{} offset {} is not a silence: {}",
            record.topic(),
            record.partition(),
            record.offset(),
            PrintableText.oneLine(String.valueOf(unreadable.getMessage())));
        return null;
      }
    }

    /** Any program may write silences, in JSON as well. */
    private Silence decode(byte[] value) throws WireException {
      if (decoder == null) {
        decoder = format.decoder(Silence.class);
        json = WireFormat.JSON.decoder(Silence.class);
      }
      boolean text = value.length > 0 && value[0] == '{';
      return Objects.requireNonNull(text ? json : decoder).decode(value);
    }

    @Override
    public TypeInformation<Steering> getProducedType() {
      return new BinaryType<>(new SteeringFormat());
    }
  }
}
