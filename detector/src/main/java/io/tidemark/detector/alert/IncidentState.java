package io.tidemark.detector.alert;

import io.tidemark.schemas.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/**
 * Where a key stands between normal and anomalous: state for {@link IncidentTracker}, which alone
 * changes it.
 */
public final class IncidentState {
  private static final long NONE = Long.MIN_VALUE;

  boolean open;

  /** Windows in a row that are normal, or nearer to normal than the one before. */
  int overInRow;

  /** Level of the latest window, and whether it was normal. */
  double lastLevel;

  boolean lastNormal;

  /** The most such windows in a row from which the incident has come back. */
  int longestPause;

  long openedMillis;

  /** End of the first of the calm windows in a row. */
  long normalSinceMillis;

  /** When it was resolved; {@link #NONE} where that was not reported or it has ended otherwise. */
  long resolvedMillis = NONE;

  int sequence;
  double peakScore;
  Severity severity = Severity.LOW;

  /** The latest window, of which a message speaks that no window calls for. */
  long startMillis;

  long endMillis;
  double score;
  double threshold;

  /** How many times the usual threshold opened it, since feedback had raised it. */
  double raised = 1;

  /** Windows since the severity last rose. */
  int steadyInRow;

  /** What messages explain. */
  WorstWindow worst = WorstWindow.NONE;

  /** What its latest message said. */
  Reported reported = Reported.NOTHING;

  final Extremes extremes = new Extremes();

  final Settling settling = new Settling();

  /** Whether an incident is open. */
  public boolean isOpen() {
    return open;
  }

  /** Whether an incident is open that opened within some time before or after another. */
  public boolean openedNear(long millis, Duration within) {
    return open && Math.abs(openedMillis - millis) <= within.toMillis();
  }

  /** Whether what opens now is the same incident, which has been resolved for so short a time. */
  public boolean reopens(long nowMillis, Duration within) {
    return resolvedMillis != NONE && Math.abs(nowMillis - resolvedMillis) < within.toMillis();
  }

  /** Takes that its resolution was not reported, so that it is not to be reopened. */
  public void endUnreported() {
    resolvedMillis = NONE;
  }

  /** Takes that its scores so far say nothing of a new normal. */
  public void startsSettlingOver() {
    settling.reset();
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    out.writeBoolean(open);
    out.writeLong(openedMillis);
    out.writeLong(normalSinceMillis);
    out.writeLong(resolvedMillis);
    out.writeInt(sequence);
    out.writeDouble(peakScore);
    out.writeUTF(severity.name().toLowerCase(Locale.ROOT));
    out.writeLong(startMillis);
    out.writeLong(endMillis);
    out.writeDouble(score);
    out.writeDouble(threshold);
    out.writeDouble(raised);
    out.writeInt(overInRow);
    out.writeDouble(lastLevel);
    out.writeBoolean(lastNormal);
    out.writeInt(longestPause);
    out.writeInt(steadyInRow);
    worst.write(out);
    reported.write(out);
    extremes.write(out);
    settling.write(out);
  }

  /** Reads what {@link #write} wrote. */
  public static IncidentState read(DataInput in) throws IOException {
    IncidentState incident = new IncidentState();
    incident.open = in.readBoolean();
    incident.openedMillis = in.readLong();
    incident.normalSinceMillis = in.readLong();
    incident.resolvedMillis = in.readLong();
    incident.sequence = in.readInt();
    incident.peakScore = in.readDouble();
    incident.severity = Severity.valueOf(in.readUTF().toUpperCase(Locale.ROOT));
    incident.startMillis = in.readLong();
    incident.endMillis = in.readLong();
    incident.score = in.readDouble();
    incident.threshold = in.readDouble();
    incident.raised = in.readDouble();
    incident.overInRow = in.readInt();
    incident.lastLevel = in.readDouble();
    incident.lastNormal = in.readBoolean();
    incident.longestPause = in.readInt();
    incident.steadyInRow = in.readInt();
    incident.worst = WorstWindow.read(in);
    incident.reported = Reported.read(in);
    incident.extremes.read(in);
    incident.settling.read(in);
    return incident;
  }
}
