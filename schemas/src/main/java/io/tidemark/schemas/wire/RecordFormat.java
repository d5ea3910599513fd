package io.tidemark.schemas.wire;

import java.io.Serializable;
import org.apache.avro.specific.SpecificRecord;

/** What the bytes of a Kafka record's value look like, and all it takes to read and write them. */
public interface RecordFormat extends Serializable {

  /**
   * A new decoder of records of {@code type}, which is a generated class.
   *
   * @param times how the records' times are written where the format does not say so
   */
  <T extends SpecificRecord> EventDecoder<T> decoder(Class<T> type, TimeFormat times);

  /** As {@link #decoder(Class, TimeFormat)}, of records that this project writes. */
  default <T extends SpecificRecord> EventDecoder<T> decoder(Class<T> type) {
    return decoder(type, TimeFormat.ISO8601);
  }

  /**
   * A new encoder of records of {@code type}, which is a generated class.
   *
   * @param topic that takes them
   */
  <T extends SpecificRecord> EventEncoder<T> encoder(Class<T> type, String topic);
}
