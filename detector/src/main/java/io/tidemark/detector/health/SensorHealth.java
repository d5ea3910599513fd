package io.tidemark.detector.health;

import static io.tidemark.detector.health.HealthAlerts.seconds;
import static io.tidemark.detector.health.KeyHealth.NONE;

import io.tidemark.detector.alert.PlainAlerts;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Health;
import io.tidemark.detector.tick.Observation;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AnomalyAlert;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is wrong with a key's sensors themselves: each condition is opened once and resolved
 * once. The state of a key is a {@link KeyHealth} that the host keeps. Log time is when an event
 * was written to its partition (docs/adr/0011).
 */
public final class SensorHealth {
  /** A device this far behind the log is not merely slow to send. */
  private static final long FAR_BEHIND = Duration.ofMinutes(10).toMillis();

  private static final long SMALLEST_LEAD = 1000;

  /** Late events, or events with a wrong time, that open an alert. */
  private static final int OPEN_AFTER = 2;

  /** Events in time, or ticks without a late one, that end it. */
  private static final int RESOLVE_AFTER = 10;

  private final int features;
  private final @Nullable FlatLines flatLines;
  private final @Nullable Gaps gaps;
  private final boolean tellsLate;
  private final @Nullable LateShare lateShare;
  private final @Nullable DeviceClock ahead;
  private final @Nullable DeviceClock behind;
  private final HealthAlerts flat;
  private final HealthAlerts gap;
  private final HealthAlerts late;
  private final HealthAlerts clockAhead;
  private final HealthAlerts clockBehind;
  private final int warmup;
  private final long quietMillis;
  private final long latenessMillis;

  public SensorHealth(DetectorDefinition definition) {
    this(definition, LearningPause.NONE);
  }

  /**
   * @param pause when the key at hand learns nothing of how long it may be silent or stand still,
   *     and of how much of it comes late
   */
  public SensorHealth(DetectorDefinition definition, LearningPause pause) {
    Health health = definition.health();
    features = definition.features().size();
    PlainAlerts alerts = new PlainAlerts(definition.name());
    Duration reopen = definition.alerts().reopenWithin();
    flat = new HealthAlerts(AlertKind.FLAT_LINE, alerts, reopen);
    gap = new HealthAlerts(AlertKind.GAP, alerts, reopen);
    late = new HealthAlerts(AlertKind.LATE, alerts, reopen);
    clockAhead = new HealthAlerts(AlertKind.CLOCK_AHEAD, alerts, reopen);
    clockBehind = new HealthAlerts(AlertKind.CLOCK_BEHIND, alerts, reopen);
    long tickMillis = definition.window().tick().toMillis();
    latenessMillis = definition.window().lateness().toMillis();
    quietMillis = RESOLVE_AFTER * tickMillis;
    warmup = definition.baseline().warmup();
    int fewest = Stretch.fewestTicks(definition.window().length());
    flatLines =
        health.flatLine().watched()
            ? new FlatLines(
                limit(health.flatLine()),
                new Stretch(fewest),
                tickMillis,
                definition.features(),
                pause,
                flat)
            : null;
    gaps =
        health.gap().watched()
            ? new Gaps(limit(health.gap()), new Stretch(fewest * tickMillis), pause, gap)
            : null;
    tellsLate = health.late() == Health.Late.ALWAYS;
    lateShare =
        health.late() == Health.Late.LEARNED
            ? new LateShare(fewest * tickMillis, latenessSeconds(), pause, late)
            : null;
    ahead =
        health.clockAhead()
            ? new DeviceClock(
                "ahead",
                Math.max(latenessMillis, SMALLEST_LEAD),
                OPEN_AFTER,
                RESOLVE_AFTER,
                clockAhead)
            : null;
    behind =
        health.clockBehind()
            ? new DeviceClock(
                "behind",
                Math.max(FAR_BEHIND, 10 * (tickMillis + latenessMillis)),
                OPEN_AFTER,
                RESOLVE_AFTER,
                clockBehind)
            : null;
  }

  /** In milliseconds; 0 where each key learns its own. */
  private static long limit(Health.Limit limit) {
    return limit.longest() == null ? 0 : limit.longest().toMillis();
  }

  /** The state of a key that was never seen before. */
  public KeyHealth start() {
    return new KeyHealth(features);
  }

  /** Whether a state was made for these features. */
  public boolean fits(KeyHealth state) {
    return state.still.last.length == features;
  }

  /**
   * Takes an observation.
   *
   * @param logMillis log time of the event
   * @param certainMillis log time up to which it is certain that none of the key's events is
   *     missing
   * @param fits whether its time fits the key's clock, so that its tick has taken it
   */
  public void observed(
      KeyHealth state,
      Observation observation,
      long logMillis,
      long certainMillis,
      boolean fits,
      Consumer<AnomalyAlert> out) {
    String key = observation.key();
    long time = observation.eventTimeMillis();
    resolveUnwatched(state, key, out);
    if (ahead != null) {
      ahead.observed(state.ahead, key, time, time - logMillis, out);
    }
    if (behind != null) {
      behind.observed(state.behind, key, time, logMillis - time, out);
    }
    endLate(state, key, certainMillis, out);
    boolean isLate = !fits && time <= state.newest;
    if (tellsLate && isLate) {
      late(state, key, time, logMillis, out);
    }
    if (lateShare != null && (fits || isLate)) {
      lateShare.observed(state, key, logMillis, isLate ? state.newest - time : -1, out);
    }
    if (state.newest == NONE) {
      // Health may be watched from an event on that does not fit. A later time is not believed.
      state.newest = Math.min(time, logMillis);
    }
    if (gaps != null) {
      gaps.observed(state, key, time, certainMillis, logMillis, out);
    }
    state.heard = Math.max(state.heard, logMillis);
    if (fits) {
      state.newest = Math.max(state.newest, time);
    }
  }

  /**
   * Takes a tick that has closed.
   *
   * @param ticks ticks of the key with events so far
   * @param values one a feature; NaN where it had none
   */
  public void closed(
      KeyHealth state,
      String key,
      int ticks,
      long tick,
      double[] values,
      OpenAnomaly anomaly,
      Consumer<AnomalyAlert> out) {
    state.warm |= ticks > warmup;
    if (flatLines != null) {
      flatLines.closed(state, key, tick, values, anomaly, out);
    }
  }

  /**
   * What an incident has to say, once more than its scores call for, of the flat line that is part
   * of it.
   */
  public boolean toTell(KeyHealth state) {
    return state.flatToTell;
  }

  /**
   * The flat line that is part of a key's incident, in words; it counts as told.
   *
   * @param millis event time of which they speak
   */
  public @Nullable String tell(KeyHealth state, long millis) {
    state.flatToTell = false;
    return flatLines == null || !state.holdsIncident() ? null : flatLines.note(state, millis);
  }

  /**
   * Takes that the device's clock was set, forward or back: what its events said before tells
   * nothing of how long ago that was.
   *
   * @param millis what the clock says now
   */
  public void clockSet(KeyHealth state, long millis) {
    state.newest = millis;
    Arrays.fill(state.still.last, Double.NaN);
  }

  /** Takes that the log has come so far without an event of the key. */
  public void advance(KeyHealth state, String key, long logMillis, Consumer<AnomalyAlert> out) {
    resolveUnwatched(state, key, out);
    if (gaps != null) {
      gaps.advance(state, key, logMillis, out);
    }
    endLate(state, key, logMillis, out);
  }

  /** Ends what was late when no late event has come for long enough. */
  private void endLate(KeyHealth state, String key, long logMillis, Consumer<AnomalyAlert> out) {
    if (tellsLate && state.late.open && state.lastLate == NONE) {
      state.lastLate = logMillis; // it was reported when its share had been learned
    }
    if (state.lastLate != NONE && logMillis >= state.lastLate + quietMillis) {
      if (state.late.open && tellsLate) {
        late.resolve(state.late, key, state.newest, out);
      }
      state.late.count = 0;
      state.lastLate = NONE;
    }
  }

  /**
   * Resolves what is open of a key that is forgotten.
   *
   * @param detector name of the detector, which may be no more itself
   */
  public static void forget(
      String detector, KeyHealth state, String key, Consumer<AnomalyAlert> out) {
    PlainAlerts by = new PlainAlerts(detector);
    long now = state.newest;
    Consumer<AnomalyAlert> toFlat = state.flatJoined ? joined -> {} : out;
    end(AlertKind.FLAT_LINE, by, state.flat, key, now, toFlat);
    end(AlertKind.GAP, by, state.gap, key, now, out);
    end(AlertKind.LATE, by, state.late, key, now, out);
    end(AlertKind.CLOCK_AHEAD, by, state.ahead, key, now, out);
    end(AlertKind.CLOCK_BEHIND, by, state.behind, key, now, out);
  }

  private static void end(
      AlertKind kind,
      PlainAlerts by,
      HealthCondition condition,
      String key,
      long now,
      Consumer<AnomalyAlert> out) {
    resolve(
        new HealthAlerts(kind, by, Duration.ZERO),
        condition,
        key,
        now,
        alert -> {
          alert.setNormalSince(null); // the key is no longer watched
          out.accept(alert);
        });
  }

  /** Resolves what was open when a rule was taken out. */
  private void resolveUnwatched(KeyHealth state, String key, Consumer<AnomalyAlert> out) {
    if (flatLines == null) {
      resolve(flat, state.flat, key, state.newest, state.flatJoined ? joined -> {} : out);
      state.leaveIncident();
    }
    if (gaps == null) {
      resolve(gap, state.gap, key, state.newest, out);
    }
    if (!tellsLate && lateShare == null) {
      resolve(late, state.late, key, state.newest, out);
    }
    if (ahead == null) {
      resolve(clockAhead, state.ahead, key, state.newest, out);
    }
    if (behind == null) {
      resolve(clockBehind, state.behind, key, state.newest, out);
    }
  }

  private static void resolve(
      HealthAlerts alerts,
      HealthCondition condition,
      String key,
      long millis,
      Consumer<AnomalyAlert> out) {
    if (condition.open) {
      alerts.resolve(condition, key, millis, out);
    }
  }

  /** Log time at which {@link #advance} is to be called next; the largest long for never. */
  public long due(KeyHealth state) {
    long next = gaps == null ? Long.MAX_VALUE : gaps.next(state);
    return state.lastLate == NONE ? next : Math.min(next, state.lastLate + quietMillis);
  }

  private void late(
      KeyHealth state, String key, long time, long logMillis, Consumer<AnomalyAlert> out) {
    state.lastLate = Math.max(state.lastLate, logMillis);
    state.late.count = Math.min(state.late.count + 1, OPEN_AFTER);
    long by = state.newest - time;
    String note = "Events come late by " + HealthAlerts.words(by) + " and are left out.";
    HealthAlerts.Finding found =
        new HealthAlerts.Finding(time, state.newest, seconds(by), latenessSeconds(), note);
    if (state.late.open) {
      late.worsen(state.late, key, found, out);
    } else if (state.late.count >= OPEN_AFTER) {
      late.open(state.late, key, found, out);
    }
  }

  private double latenessSeconds() {
    return Math.max(1e-3, seconds(latenessMillis));
  }
}
