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
  /** The version that {@link #write} writes. */
  public static final int VERSION = 2;

  boolean open;
  int anomalousInRow;
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

  /** From the new normal that ended the incident until the key has been forgotten for it. */
  boolean learnsAnew;

  final Settling settling = new Settling();

  /** Whether an incident is open. */
  public boolean isOpen() {
    return open;
  }

  /**
   * Whether the key's incident has ended in a new normal that the key has yet to learn. Its
   * verdicts count for nothing until then.
   */
  public boolean learnsAnew() {
    return learnsAnew;
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
    out.writeLong(startMillis);
    out.writeLong(endMillis);
    out.writeDouble(score);
    out.writeDouble(threshold);
    out.writeBoolean(learnsAnew);
    settling.write(out);
  }

  /** Reads what {@link #write} wrote. */
  public static Incident read(DataInput in) throws IOException {
    Incident incident = readVersion1(in);
    incident.startMillis = in.readLong();
    incident.endMillis = in.readLong();
    incident.score = in.readDouble();
    incident.threshold = in.readDouble();
    incident.learnsAnew = in.readBoolean();
    incident.settling.read(in);
    return incident;
  }

  /** Reads what the first version wrote. */
  public static Incident readVersion1(DataInput in) throws IOException {
    Incident incident = new Incident();
    incident.open = in.readBoolean();
    incident.anomalousInRow = in.readInt();
    incident.normalInRow = in.readInt();
    incident.openedMillis = in.readLong();
    incident.toldMillis = in.readLong();
    incident.sequence = in.readInt();
    incident.peakScore = in.readDouble();
    incident.severity = Severity.valueOf(in.readUTF().toUpperCase(Locale.ROOT));
    incident.startMillis = incident.toldMillis;
    incident.endMillis = incident.toldMillis;
    incident.score = incident.peakScore;
    incident.threshold = incident.peakScore;
    return incident;
  }
}
