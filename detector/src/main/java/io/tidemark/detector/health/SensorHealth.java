package io.tidemark.detector.health;

import static io.tidemark.detector.health.KeyHealth.NONE;
import static io.tidemark.detector.health.Telling.seconds;

import io.tidemark.detector.alert.PlainAlerts;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Health;
import io.tidemark.detector.tick.Observation;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AnomalyAlert;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells ailing sensors from anomalies, key by key, in event time: each ailment is opened once and
 * resolved once. The state of a key is a {@link KeyHealth} that the host keeps.
 */
public final class SensorHealth {
  private final int features;
  private final @Nullable FlatLines flatLines;
  private final @Nullable Gaps gaps;
  private final boolean watchesLate;
  private final boolean watchesClock;
  private final Telling flat;
  private final Telling gap;
  private final Telling late;
  private final Telling ahead;
  private final int openAfter;
  private final int resolveAfter;
  private final long quietMillis;
  private final long tickMillis;
  private final long latenessMillis;

  public SensorHealth(DetectorDefinition definition) {
    Health health = definition.health();
    features = definition.features().size();
    PlainAlerts alerts = new PlainAlerts(definition.name());
    flat = new Telling(AlertKind.FLAT_LINE, alerts);
    gap = new Telling(AlertKind.GAP, alerts);
    late = new Telling(AlertKind.LATE, alerts);
    ahead = new Telling(AlertKind.CLOCK_AHEAD, alerts);
    Duration longestFlat = health.flatLine();
    flatLines =
        longestFlat == null
            ? null
            : new FlatLines(longestFlat.toMillis(), definition.features(), flat);
    Duration longestGap = health.gap();
    gaps = longestGap == null ? null : new Gaps(longestGap.toMillis(), gap);
    watchesLate = health.late();
    watchesClock = health.clockAhead();
    openAfter = definition.alerts().openAfter();
    resolveAfter = definition.alerts().resolveAfter();
    tickMillis = definition.window().tick().toMillis();
    latenessMillis = definition.window().lateness().toMillis();
    quietMillis = resolveAfter * tickMillis;
  }

  /** The state of a key that was never seen before. */
  public KeyHealth start() {
    return new KeyHealth(features);
  }

  /** Whether a state was made for these features. */
  public boolean fits(KeyHealth state) {
    return state.last.length == features;
  }

  /**
   * Takes an observation.
   *
   * @param watermarkMillis event time up to which the stream is thought complete
   * @param clockMillis what time it is, milliseconds since the epoch
   */
  public void observed(
      KeyHealth state,
      Observation observation,
      long watermarkMillis,
      long clockMillis,
      Consumer<AnomalyAlert> out) {
    long time = observation.eventTimeMillis();
    forgetUnwatched(state, observation.key(), out);
    if (watchesClock) {
      ahead(state, observation.key(), time, clockMillis, out);
    }
    if (watchesLate) {
      late(state, observation.key(), time, watermarkMillis, out);
    }
    if (gaps != null) {
      gaps.observed(state, observation.key(), time, watermarkMillis, out);
    }
    if (time > state.newest) {
      state.newest = time;
      if (flatLines != null) {
        flatLines.observed(state, observation, out);
      }
    }
  }

  /** Takes that the stream has come so far. */
  public void advance(
      KeyHealth state, String key, long watermarkMillis, Consumer<AnomalyAlert> out) {
    forgetUnwatched(state, key, out);
    if (gaps != null) {
      gaps.advance(state, key, watermarkMillis, out);
    }
    if (state.lastLate != NONE && watermarkMillis >= state.lastLate + quietMillis) {
      if (state.late.open) {
        late.resolve(state.late, key, state.lastLate + quietMillis, 0, out);
      }
      state.late.count = 0;
      state.lastLate = NONE;
    }
  }

  /**
   * Resolves what is open of a key that is forgotten, or of rules that are no more.
   *
   * @param detector name of the detector, which may be no more itself
   */
  public static void forget(
      String detector, KeyHealth state, String key, Consumer<AnomalyAlert> out) {
    PlainAlerts alerts = new PlainAlerts(detector);
    forget(new Telling(AlertKind.FLAT_LINE, alerts), state.flat, key, state.newest, out);
    forget(new Telling(AlertKind.GAP, alerts), state.gap, key, state.newest, out);
    forget(new Telling(AlertKind.LATE, alerts), state.late, key, state.newest, out);
    forget(new Telling(AlertKind.CLOCK_AHEAD, alerts), state.ahead, key, state.newest, out);
  }

  /** Resolves what was open when a rule was taken out. */
  private void forgetUnwatched(KeyHealth state, String key, Consumer<AnomalyAlert> out) {
    if (flatLines == null) {
      forget(flat, state.flat, key, state.newest, out);
    }
    if (gaps == null) {
      forget(gap, state.gap, key, state.newest, out);
    }
    if (!watchesLate) {
      forget(late, state.late, key, state.newest, out);
    }
    if (!watchesClock) {
      forget(ahead, state.ahead, key, state.newest, out);
    }
  }

  private static void forget(
      Telling telling, Ailment ailment, String key, long millis, Consumer<AnomalyAlert> out) {
    if (ailment.open) {
      telling.resolve(ailment, key, millis, ailment.worst, out);
    }
  }

  /** Event time at which {@link #advance} is to be called next; the largest long for never. */
  public long nextTimer(KeyHealth state) {
    long next = gaps == null ? Long.MAX_VALUE : gaps.next(state);
    return state.lastLate == NONE ? next : Math.min(next, state.lastLate + quietMillis);
  }

  /** Event time of the newest observation of the key; the least long where there was none. */
  public long newest(KeyHealth state) {
    return state.newest;
  }

  private void ahead(
      KeyHealth state, String key, long time, long clockMillis, Consumer<AnomalyAlert> out) {
    long by = time - clockMillis;
    long allowed = Math.max(latenessMillis, 1000);
    boolean now = by > allowed;
    if (state.ahead.open == now) {
      state.ahead.count = 0;
      state.ahead.worst = now ? Math.max(state.ahead.worst, seconds(by)) : 0;
      return;
    }
    state.ahead.count++;
    if (now && state.ahead.count >= openAfter) {
      String note = "The clock is ahead by " + Telling.words(by) + ".";
      ahead.open(
          state.ahead,
          key,
          new Telling.Finding(time, time, seconds(by), seconds(allowed), note),
          out);
    } else if (!now && state.ahead.count >= resolveAfter) {
      ahead.resolve(state.ahead, key, time, Math.max(0, seconds(by)), out);
    }
  }

  private void late(
      KeyHealth state, String key, long time, long watermarkMillis, Consumer<AnomalyAlert> out) {
    long closing = (Math.floorDiv(time, tickMillis) + 1) * tickMillis + latenessMillis - 1;
    if (closing > watermarkMillis) {
      return;
    }
    state.lastLate = Math.max(state.lastLate, watermarkMillis);
    state.late.count = Math.min(state.late.count + 1, openAfter);
    double by = seconds(watermarkMillis - time);
    if (state.late.open) {
      state.late.worst = Math.max(state.late.worst, by);
    } else if (state.late.count >= openAfter) {
      String note =
          "Events come late by " + Telling.words(watermarkMillis - time) + " and are left out.";
      double allowed = Math.max(1e-3, seconds(latenessMillis));
      late.open(
          state.late, key, new Telling.Finding(time, watermarkMillis, by, allowed, note), out);
    }
  }
}
