package io.tidemark.detector.definition;

import io.tidemark.schemas.NetworkEvent;
import io.tidemark.schemas.SensorEvent;
import org.apache.avro.Schema;

/** The kinds of event a detector can read, each an Avro record of the schemas module. */
public enum EventType {
  SENSOR_EVENT("SensorEvent", SensorEvent.getClassSchema()),
  NETWORK_EVENT("NetworkEvent", NetworkEvent.getClassSchema());

  private final String label;
  private final Schema schema;

  EventType(String label, Schema schema) {
    this.label = label;
    this.schema = schema;
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
