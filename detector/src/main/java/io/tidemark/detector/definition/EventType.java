package io.tidemark.detector.definition;

import io.tidemark.schemas.NetworkEvent;
import io.tidemark.schemas.SensorEvent;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** The kinds of event a detector can read, each an Avro record of the schemas module. */
public enum EventType {
  SENSOR_EVENT("SensorEvent", SensorEvent.class, SensorEvent.getClassSchema()),
  NETWORK_EVENT("NetworkEvent", NetworkEvent.class, NetworkEvent.getClassSchema());

  private final String label;
  private final Class<? extends SpecificRecord> record;
  private final Schema schema;

  EventType(String label, Class<? extends SpecificRecord> record, Schema schema) {
    this.label = label;
    this.record = record;
    this.schema = schema;
  }

  /** The generated class. */
  public Class<? extends SpecificRecord> record() {
    return record;
  }

  public Schema schema() {
    return schema;
  }

  /** The name in definitions. */
  @Override
  public String toString() {
    return label;
  }
}
