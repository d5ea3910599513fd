package io.tidemark.pipeline.type;

import io.tidemark.detector.alert.Incident;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of an {@link Incident} in state, after a version byte. Reads version 1 as well. */
public final class IncidentFormat implements BinaryFormat<Incident> {
  private static final long serialVersionUID = 1L;

  @Override
  public Class<Incident> type() {
    return Incident.class;
  }

  @Override
  public void write(Incident incident, DataOutput out) throws IOException {
    out.writeByte(Incident.VERSION);
    incident.write(out);
  }

  @Override
  public Incident read(DataInput in) throws IOException {
    int version = in.readUnsignedByte();
    Versions.check("incident", version, Incident.VERSION);
    return version == 1 ? Incident.readVersion1(in) : Incident.read(in);
  }

  @Override
  public boolean immutable() {
    return false;
  }
}
