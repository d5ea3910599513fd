package io.tidemark.detector.alert;

import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How many keys of one detector have left the distribution that they were calibrated on. */
public final class FleetDrift {
  /** The key of messages about a whole detector. */
  public static final String ALL_KEYS = "*";

  /** Below this part of the share that opens an incident it is resolved. */
  private static final double RESOLVED = 0.8;

  private long known;
  private long drifted;
  private long latest = Long.MIN_VALUE;
  private boolean open;
  private long openedMillis;
  private double worst;

  /** Number of its latest message, and the severity that this gave; of no meaning before one. */
  private int sequence;

  private Severity reported = Severity.LOW;

  /**
   * What changed of one key.
   *
   * @param detector name of the detector
   * @param known 1 when it can be told of the key for the first time, -1 when it is forgotten, else
   *     0
   * @param drifted 1 when it has left its distribution, -1 when it is back or forgotten, else 0
   * @param millis when, event time
   * @param limit share of the keys that is an alert by now; null where none is
   */
  public record Change(
      String detector, int known, int drifted, long millis, @Nullable Double limit) {
    /** Nothing has changed but perhaps the limit. */
    public static Change ofLimit(String detector, @Nullable Double limit) {
      return new Change(detector, 0, 0, Long.MIN_VALUE, limit);
    }
  }

  /** Takes a change; the message it calls for, or null. */
  public @Nullable AnomalyAlert changed(Change change) {
    Double limit = change.limit();
    known = Math.max(0, known + change.known());
    drifted = Math.max(0, drifted + change.drifted());
    latest = Math.max(latest, change.millis());
    if (limit == null) {
      return abandon(change.detector());
    }
    double share = share();
    worst = open ? Math.max(worst, share) : share;
    if (!open && share >= limit && change.known() >= 0) { // keys that leave are no drift
      open = true;
      openedMillis = latest;
      sequence = -1;
      return message(change.detector(), limit, AlertState.OPEN, advice());
    }
    if (open && share < RESOLVED * limit) {
      open = false;
      return message(change.detector(), limit, AlertState.RESOLVED, null);
    }
    return open && PlainAlerts.reports(PlainAlerts.severity(worst / limit), reported)
        ? message(change.detector(), limit, AlertState.UPDATE, advice())
        : null;
  }

  private @Nullable AnomalyAlert abandon(String detector) {
    if (!open) {
      return null;
    }
    open = false;
    return message(
        detector, worst, AlertState.RESOLVED, "Nobody watches the detector's drift now.");
  }

  /** Whether no key is known. */
  public boolean isEmpty() {
    return known == 0;
  }

  /** Share of the keys known, 0 to 1. */
  public double share() {
    return known == 0 ? 0 : Math.min(1, (double) drifted / known);
  }

  private String advice() {
    return String.format(
        Locale.ROOT,
        "%d of %d keys have left the distribution they were calibrated on: train the model on"
            + " recent data.",
        drifted,
        known);
  }

  private AnomalyAlert message(
      String detector, double limit, AlertState state, @Nullable String note) {
    sequence++;
    AnomalyAlert alert =
        new PlainAlerts(detector)
            .of(
                AlertKind.DRIFT,
                ALL_KEYS,
                state,
                new PlainAlerts.Standing(
                    openedMillis, openedMillis, latest, share(), worst, limit, sequence),
                note);
    alert.setChange(state == AlertState.UPDATE ? AlertChange.SEVERITY : null);
    alert.setPreviousSeverity(state == AlertState.OPEN ? null : reported);
    reported = alert.getSeverity();
    return alert;
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(known);
    out.writeLong(drifted);
    out.writeLong(latest);
    out.writeBoolean(open);
    out.writeLong(openedMillis);
    out.writeDouble(worst);
    out.writeInt(sequence);
    out.writeByte(reported.ordinal());
  }

  /** Reads what {@link #write} wrote. */
  public static FleetDrift read(DataInput in) throws IOException {
    FleetDrift drift = new FleetDrift();
    drift.known = in.readLong();
    drift.drifted = in.readLong();
    drift.latest = in.readLong();
    drift.open = in.readBoolean();
    drift.openedMillis = in.readLong();
    drift.worst = in.readDouble();
    drift.sequence = in.readInt();
    drift.reported = Severity.values()[in.readUnsignedByte()];
    return drift;
  }
}
