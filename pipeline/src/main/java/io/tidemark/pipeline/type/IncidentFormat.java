package io.tidemark.pipeline.type;

import io.tidemark.detector.alert.Incident;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of an {@link Incident} in state, after a version byte. */
public final class IncidentFormat implements BinaryFormat<Incident> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;

  @Override
  public Class<Incident> type() {
    return Incident.class;
  }

  @Override
  public void write(Incident incident, DataOutput out) throws IOException {
    out.writeByte(VERSION);
    incident.write(out);
  }

  @Override
  public Incident read(DataInput in) throws IOException {
    Versions.check("incident", in.readUnsignedByte(), VERSION);
    return Incident.read(in);
  }

  @Override
  public boolean immutable() {
    return false;
  }
}
