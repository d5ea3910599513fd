package io.tidemark.detector.line;

import io.tidemark.detector.alert.IncidentState;
import io.tidemark.detector.alert.PastAlerts;
import io.tidemark.detector.calibration.KeyLevel;
import io.tidemark.detector.coverage.KeyCoverage;
import io.tidemark.detector.health.DeadReadings;
import io.tidemark.detector.health.KeyHealth;
import io.tidemark.detector.tick.Tags;
import io.tidemark.detector.window.KeyWindow;
import io.tidemark.schemas.AnomalyAlert;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a detector remembers of one key and what moves with its events: state for {@link KeyLine},
 * which alone changes it. What the key has learned of its models moves seldom and is large; it is a
 * {@link KeyModels}, which the host keeps apart.
 */
public final class KeyState {
  /** The largest long: no timer is set. */
  public static final long NO_TIMER = Long.MAX_VALUE;

  private final long shape;
  final KeyWindow window;
  KeyLevel level = new KeyLevel();
  @Nullable IncidentState incident;
  @Nullable KeyHealth health;
  DeadReadings.@Nullable State deadReadings;
  KeyCoverage coverage = new KeyCoverage();
  Map<String, String> tags = Map.of();

  /** Withholds alerts about the past; null where there is none to withhold. */
  @Nullable PastAlerts past;

  /** Log time of the latest event. */
  long heard = Long.MIN_VALUE;

  private long timer = NO_TIMER;

  /** Held while a window of the key needs it; not part of the bytes. */
  @Nullable KeyModels models;

  /** Windows of the key that wait to be scored. */
  private int waiting;

  /** End of the first window that waits, and of the last one; of no meaning while none waits. */
  private long waitingFrom;

  private long waitingTo;

  KeyState(long shape, KeyWindow window) {
    this.shape = shape;
    this.window = window;
  }

  /** Fingerprint of all in the definition that gives the state its meaning. */
  public long shape() {
    return shape;
  }

  /** Log time for which the host has set the key's timer. */
  public long timer() {
    return timer;
  }

  /** Notes for when the host has set the key's timer; {@link #NO_TIMER} for none. */
  public void timer(long at) {
    timer = at;
  }

  /**
   * Whether windows of the key wait to be scored, so that the host must not let go of the state.
   */
  public boolean isWaiting() {
    return waiting > 0;
  }

  /** Notes that one more window waits, which ends then. */
  void waits(long endMillis) {
    waitingFrom = waiting == 0 ? endMillis : waitingFrom;
    waitingTo = endMillis;
    waiting++;
  }

  /** Notes that a window was judged; whether it was the last that waited. */
  boolean judged() {
    return --waiting == 0;
  }

  /** Event time that the windows that wait span. */
  long waitingMillis() {
    return Math.abs(waitingTo - waitingFrom);
  }

  /** Whether the key is still in its warm-up. */
  public boolean warmingUp() {
    return window.warmingUp();
  }

  /** Whether an incident of the key is open. */
  public boolean inIncident() {
    return incident != null && incident.isOpen();
  }

  /** What the key has learned of its models, where a window needed it since the host read it. */
  public @Nullable KeyModels models() {
    return models;
  }

  /**
   * Sends an alert with what its definition and the key's events add to it, unless it is about the
   * past.
   *
   * @param runbook address of what to do; null for none
   */
  void send(AnomalyAlert alert, @Nullable String runbook, LineListener out) {
    alert.setTags(tags);
    alert.setRunbook(runbook);
    if (past == null) {
      out.alert(alert);
      return;
    }
    past.take(alert, out::alert, out::withheld);
    past = past.isOver() ? null : past;
  }

  /** Whether the key's alerts are withheld, since records of the past are being read. */
  boolean inPast() {
    return past != null && past.lasts();
  }

  /** Sends what is still open of the past; alerts are sent from now on. */
  void leavePast(LineListener out) {
    PastAlerts left = Objects.requireNonNull(past);
    left.end(out::alert);
    past = left.isOver() ? null : left;
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(shape);
    out.writeLong(heard);
    out.writeLong(timer);
    window.write(out);
    level.write(out);
    out.writeBoolean(incident != null);
    if (incident != null) {
      incident.write(out);
    }
    out.writeBoolean(health != null);
    if (health != null) {
      health.write(out);
    }
    out.writeBoolean(deadReadings != null);
    if (deadReadings != null) {
      deadReadings.write(out);
    }
    coverage.write(out);
    Tags.write(tags, out);
    out.writeBoolean(past != null);
    if (past != null) {
      past.write(out);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static KeyState read(DataInput in) throws IOException {
    long shape = in.readLong();
    long heard = in.readLong();
    long timer = in.readLong();
    KeyState state = new KeyState(shape, KeyWindow.read(in));
    state.heard = heard;
    state.timer = timer;
    state.level = KeyLevel.read(in);
    state.incident = in.readBoolean() ? IncidentState.read(in) : null;
    state.health = in.readBoolean() ? KeyHealth.read(in) : null;
    state.deadReadings = in.readBoolean() ? DeadReadings.State.read(in) : null;
    state.coverage = KeyCoverage.read(in);
    state.tags = Tags.read(in);
    state.past = in.readBoolean() ? PastAlerts.read(in) : null;
    return state;
  }
}
