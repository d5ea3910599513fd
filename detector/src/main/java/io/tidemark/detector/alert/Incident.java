package io.tidemark.detector.alert;

import io.tidemark.schemas.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Locale;

/**
 * Where a key stands between normal and anomalous: state for {@link IncidentTracker}, which alone
 * changes it.
 */
public final class Incident {
  boolean open;
  int anomalousInRow;
  int normalInRow;
  long openedMillis;
  long toldMillis;
  int sequence;
  double peakScore;
  Severity severity = Severity.LOW;

  /** Whether an incident is open. */
  public boolean isOpen() {
    return open;
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    out.writeBoolean(open);
    out.writeInt(anomalousInRow);
    out.writeInt(normalInRow);
    out.writeLong(openedMillis);
    out.writeLong(toldMillis);
    out.writeInt(sequence);
    out.writeDouble(peakScore);
    out.writeUTF(severity.name().toLowerCase(Locale.ROOT));
  }

  /** Reads what {@link #write} wrote. */
  public static Incident read(DataInput in) throws IOException {
    Incident incident = new Incident();
    incident.open = in.readBoolean();
    incident.anomalousInRow = in.readInt();
    incident.normalInRow = in.readInt();
    incident.openedMillis = in.readLong();
    incident.toldMillis = in.readLong();
    incident.sequence = in.readInt();
    incident.peakScore = in.readDouble();
    incident.severity = Severity.valueOf(in.readUTF().toUpperCase(Locale.ROOT));
    return incident;
  }
}
