package io.tidemark.detector.definition;

import java.util.Locale;

/** The formats that values of records are written in. */
public enum EventFormat {
  /** JSON, one value a record. */
  JSON,
  /**
   * Avro with one schema: that of the event type, or of the definition. As single objects, which
   * name it, or without a header.
   */
  AVRO,
  /** Avro behind Confluent's header, with a schema registry. */
  AVRO_CONFLUENT,
  /** Protobuf of one message. */
  PROTOBUF,
  /** Protobuf behind Confluent's header, with a schema registry. */
  PROTOBUF_CONFLUENT,
  /** A line of columns. */
  CSV,
  /** One number or text, which is {@code @value}. */
  TEXT;

  /** Whether records of an event type may be written so. */
  boolean isTyped() {
    return this == JSON || this == AVRO || this == AVRO_CONFLUENT;
  }

  boolean isProtobuf() {
    return this == PROTOBUF || this == PROTOBUF_CONFLUENT;
  }

  /** The name in definitions. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
