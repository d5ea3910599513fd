package io.tidemark.pipeline.sink;

import io.tidemark.schemas.wire.EventEncoder;
import io.tidemark.schemas.wire.RecordFormat;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Writes records in one wire format to one topic. */
@SuppressWarnings("NullAway.Init") // the encoder is set in open()
final class AvroRecordSerializer<T extends SpecificRecord>
    implements KafkaRecordSerializationSchema<T> {
  private static final long serialVersionUID = 1L;

  private final String topic;
  private final RecordFormat format;
  private final Class<T> type;
  private final RecordKey<T> key;
  private final Tombstone<T> ends;
  private transient EventEncoder<T> encoder;

  AvroRecordSerializer(
      String topic, RecordFormat format, Class<T> type, RecordKey<T> key, Tombstone<T> ends) {
    this.topic = topic;
    this.format = format;
    this.type = type;
    this.key = key;
    this.ends = ends;
  }

  @Override
  public void open(
      SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext) {
    encoder = format.encoder(type, topic);
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      T value, KafkaSinkContext context, @Nullable Long eventTime) {
    String text = key.of(value);
    byte @Nullable [] bytes = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    byte @Nullable [] payload = ends.isIn(value) ? null : encoder.encode(value);
    return new ProducerRecord<>(topic, bytes, payload);
  }
}
