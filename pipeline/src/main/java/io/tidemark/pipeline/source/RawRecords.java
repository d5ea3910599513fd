package io.tidemark.pipeline.source;

import io.tidemark.pipeline.type.BinaryType;
import io.tidemark.schemas.kafka.Unread;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Hands records on as they are: what they mean is known to those who know the detectors. */
final class RawRecords implements KafkaRecordDeserializationSchema<RawRecord> {
  private static final long serialVersionUID = 1L;

  /** Characters and bytes of a record's headers that are kept. */
  private static final int MOST_HEADERS = 16_384;

  static final TypeInformation<RawRecord> TYPE = new BinaryType<>(new RawRecordFormat());

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawRecord> out) {
    out.collect(
        new RawRecord(
            record.topic(),
            record.partition(),
            record.offset(),
            record.timestamp(),
            record.key(),
            record.value(),
            Math.max(0, record.serializedValueSize()),
            Unread.reason(record),
            headers(record.headers())));
  }

  private static Map<String, byte[]> headers(Headers all) {
    Map<String, byte[]> headers = null;
    int size = 0;
    for (Header header : all) {
      byte[] value = header.value();
      size += header.key().length() + (value == null ? 0 : value.length);
      if (size > MOST_HEADERS) {
        break;
      }
      if (value != null) {
        headers = headers == null ? new LinkedHashMap<>() : headers;
        headers.put(header.key(), value);
      }
    }
    return headers == null ? Map.of() : headers;
  }

  @Override
  public TypeInformation<RawRecord> getProducedType() {
    return TYPE;
  }
}
