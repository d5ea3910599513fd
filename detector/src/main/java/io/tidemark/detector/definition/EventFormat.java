package io.tidemark.detector.definition;

import java.util.Locale;

/** How the values of a topic's records are written. */
public enum EventFormat {
  /** JSON, one value a record. */
  JSON,
  /** Avro, with the schema of the event type. */
  AVRO,
  /** Avro behind Confluent's header, with a schema registry. */
  AVRO_CONFLUENT;

  /** Whether a schema registry has the schemas. */
  public boolean needsRegistry() {
    return this == AVRO_CONFLUENT;
  }

  /** The name in definitions. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
