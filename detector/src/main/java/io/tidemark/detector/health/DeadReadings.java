package io.tidemark.detector.health;

import io.tidemark.detector.alert.PlainAlerts;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.window.KeyWindow;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AnomalyAlert;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds readings that have stopped coming while the key's other readings come. How long a reading
 * may be absent follows from {@code window.maxGap} and from how long readings of the key have been
 * absent before: one that comes and goes is reported once. One that begins within a window's length
 * of an anomaly of the key which is open is part of that incident; it has one of its own where it
 * outlasts the anomaly.
 */
public final class DeadReadings {
  /** A reading is dead when it is absent for so many times longer than any has been before. */
  private static final int TIMES_LONGER = 3;

  private final List<String> features;
  private final long tickMillis;
  private final int maxGap;
  private final int windowLength;
  private final HealthAlerts alerts;

  public DeadReadings(DetectorDefinition definition) {
    features = definition.featureNames();
    tickMillis = definition.window().tick().toMillis();
    maxGap = definition.window().maxGap();
    windowLength = definition.window().length();
    alerts = alerts(definition.name(), definition.alerts().reopenWithin());
  }

  private static HealthAlerts alerts(String detector, Duration reopenWithin) {
    return new HealthAlerts(AlertKind.MISSING_READING, new PlainAlerts(detector), reopenWithin);
  }

  /** What is known of a key's absent readings. */
  public static final class State {
    private final HealthCondition condition = new HealthCondition();
    private long checked = Long.MIN_VALUE;

    /** Ticks that a reading has been absent for at most before it came again. */
    private int longest;

    /** Ticks that a reading is absent for now at most. */
    private int now;

    /** What an anomaly's incident says of the readings that are part of it; empty without any. */
    private String joined = "";

    /** Since when these are absent; of no meaning without any. */
    private long joinedSince;

    /** Whether that incident has yet to say so. */
    private boolean toTell;

    /**
     * Whether an anomaly's incident has yet to say that readings which are part of it are absent.
     */
    public boolean toTell() {
      return toTell;
    }

    /**
     * The absent readings that are part of an anomaly's incident, in words; they count as told.
     *
     * @return null where there are none
     */
    public @Nullable String tell() {
      toTell = false;
      return joined.isEmpty() ? null : joined;
    }

    private void leave() {
      joined = "";
      toTell = false;
    }

    /** Writes the state. */
    public void write(DataOutput out) throws IOException {
      condition.write(out);
      out.writeLong(checked);
      out.writeInt(longest);
      out.writeInt(now);
      out.writeUTF(joined);
      out.writeLong(joinedSince);
      out.writeBoolean(toTell);
    }

    /** Reads what {@link #write} wrote. */
    public static State read(DataInput in) throws IOException {
      State state = new State();
      state.condition.read(in);
      state.checked = in.readLong();
      state.longest = in.readInt();
      state.now = in.readInt();
      state.joined = in.readUTF();
      state.joinedSince = in.readLong();
      state.toTell = in.readBoolean();
      return state;
    }
  }

  /** Whether a reading of a key is absent, so that there is something to remember. */
  public boolean concerns(KeyWindow window) {
    for (int f = 0; f < features.size(); f++) {
      if (window.absentFor(f) > 0) {
        return true;
      }
    }
    return false;
  }

  /** Takes the ticks that have closed since the last call. */
  public void observed(
      State state, String key, KeyWindow window, OpenAnomaly anomaly, Consumer<AnomalyAlert> out) {
    if (window.lastClosed() == state.checked) {
      return;
    }
    state.checked = window.lastClosed();
    List<String> dead = new ArrayList<>();
    int absent = 0;
    int allowed = Math.min(Math.max(maxGap, TIMES_LONGER * state.longest), windowLength - 1);
    for (int f = 0; f < features.size(); f++) {
      int ticks = window.absentFor(f);
      absent = Math.max(absent, ticks);
      if (ticks > allowed && ticks > state.longest) {
        dead.add(features.get(f));
      }
    }
    if (absent < state.now) {
      state.longest = Math.max(state.longest, state.now);
    }
    state.now = absent;
    tell(state, key, dead, absent, allowed, anomaly, out);
  }

  private void tell(
      State state,
      String key,
      List<String> dead,
      int absent,
      int allowed,
      OpenAnomaly anomaly,
      Consumer<AnomalyAlert> out) {
    long end = (state.checked + 1) * tickMillis;
    long since = end - absent * tickMillis;
    double seconds = HealthAlerts.seconds(absent * tickMillis);
    double limit = HealthAlerts.seconds(allowed * tickMillis);
    var found = new HealthAlerts.Finding(since, end, seconds, limit, note(dead, absent));
    if (state.condition.open && absent == 0) {
      alerts.resolve(state.condition, key, end, out);
    } else if (state.condition.open) {
      alerts.worsen(state.condition, key, found, out);
    } else if (absent == 0 && !state.joined.isEmpty()) {
      anomaly.settle(); // the windows that wait are of the time when it was absent
      state.leave();
    } else if (!dead.isEmpty() && !joins(state, since, found.note(), anomaly)) {
      alerts.open(state.condition, key, found, out);
    }
  }

  private String note(List<String> dead, int absent) {
    return "%s: no value for %s while other readings come."
        .formatted(String.join(", ", dead), HealthAlerts.words(absent * tickMillis));
  }

  /** Whether readings that are absent are part of an anomaly's incident, or become so now. */
  private static boolean joins(State state, long since, String note, OpenAnomaly anomaly) {
    anomaly.settle();
    boolean begins = state.joined.isEmpty();
    // A window does not know how long a reading has been absent beyond its own length.
    state.joinedSince = begins ? since : state.joinedSince;
    if (!anomaly.openedNear(state.joinedSince)) {
      state.leave();
      return false;
    }
    state.toTell |= begins;
    state.joined = note;
    return true;
  }

  /**
   * Resolves what is open of a key that is forgotten.
   *
   * @param detector name of the detector, which may be no more itself
   */
  public static void forget(String detector, State state, String key, Consumer<AnomalyAlert> out) {
    if (state.condition.open) {
      alerts(detector, Duration.ZERO)
          .resolve(
              state.condition,
              key,
              state.condition.openedMillis,
              alert -> {
                alert.setNormalSince(null); // the key is no longer watched
                out.accept(alert);
              });
    }
  }
}
