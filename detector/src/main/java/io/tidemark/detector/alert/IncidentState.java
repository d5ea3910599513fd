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
public final class IncidentState {
  boolean open;
  int normalInRow;
  long openedMillis;
  long toldMillis;
  int sequence;
  double peakScore;
  Severity severity = Severity.LOW;

  /** The latest window, of which a message speaks that no window calls for. */
  long startMillis;

  long endMillis;
  double score;
  double threshold;

  /** What messages explain. */
  WorstWindow worst = WorstWindow.NONE;

  final Settling settling = new Settling();

  /** Whether an incident is open. */
  public boolean isOpen() {
    return open;
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    out.writeBoolean(open);
    out.writeLong(openedMillis);
    out.writeLong(toldMillis);
    out.writeInt(sequence);
    out.writeDouble(peakScore);
    out.writeUTF(severity.name().toLowerCase(Locale.ROOT));
    out.writeLong(startMillis);
    out.writeLong(endMillis);
    out.writeDouble(score);
    out.writeDouble(threshold);
    out.writeInt(normalInRow);
    worst.write(out);
    settling.write(out);
  }

  /** Reads what {@link #write} wrote. */
  public static IncidentState read(DataInput in) throws IOException {
    IncidentState incident = new IncidentState();
    incident.open = in.readBoolean();
    incident.openedMillis = in.readLong();
    incident.toldMillis = in.readLong();
    incident.sequence = in.readInt();
    incident.peakScore = in.readDouble();
    incident.severity = Severity.valueOf(in.readUTF().toUpperCase(Locale.ROOT));
    incident.startMillis = in.readLong();
    incident.endMillis = in.readLong();
    incident.score = in.readDouble();
    incident.threshold = in.readDouble();
    incident.normalInRow = in.readInt();
    incident.worst = WorstWindow.read(in);
    incident.settling.read(in);
    return incident;
  }
}
