package io.tidemark.detector.health;

import static io.tidemark.detector.health.HealthAlerts.seconds;

import io.tidemark.schemas.AnomalyAlert;
import java.util.function.Consumer;

/**
 * Keys of whose events far more come late than used to.
 *
 * @param pause when the key at hand learns nothing
 * @param blockMillis events are counted in blocks of at least this length, in log time
 */
record LateShare(
    long blockMillis, double latenessSeconds, LearningPause pause, HealthAlerts alerts) {
  /** A smaller share of lost events is not reported. */
  private static final double SMALLEST = 0.1;

  private static final int TIMES_MORE = 3;

  /** The share of fewer events is left to chance. */
  private static final int BLOCK_EVENTS = 100;

  /** Blocks that are learned before one can be reported. */
  private static final int EVIDENCE = 10;

  /**
   * Takes an event.
   *
   * @param lateByMillis by how much it is late; negative where it is not
   */
  void observed(
      KeyHealth state, String key, long logMillis, long lateByMillis, Consumer<AnomalyAlert> out) {
    LateCount count = state.lateCount;
    if (count.events >= BLOCK_EVENTS && logMillis - count.sinceMillis >= blockMillis) {
      judge(state, key, logMillis, out);
      count.start(logMillis);
    } else if (count.events == 0) {
      count.start(logMillis);
    }
    count.events++;
    if (lateByMillis >= 0) {
      count.late++;
      count.latestMillis = Math.max(count.latestMillis, lateByMillis);
    }
  }

  private void judge(KeyHealth state, String key, long logMillis, Consumer<AnomalyAlert> out) {
    LateCount count = state.lateCount;
    double share = count.late / (double) count.events;
    double allowed = Math.max(SMALLEST, TIMES_MORE * count.largestShare);
    boolean far = share > allowed;
    if (state.late.open && far) {
      alerts.worsen(state.late, key, finding(state, share), out);
    } else if (state.late.open) {
      alerts.resolve(state.late, key, state.newest, out);
    } else if (far && state.warm && count.blocks >= EVIDENCE) {
      alerts.open(state.late, key, finding(state, share), out);
    }
    if (pause.covers(count.sinceMillis, logMillis)) {
      return;
    }
    if (!state.late.open && !far || count.blocks < EVIDENCE) {
      count.largestShare = Math.max(count.largestShare, share);
    }
    count.blocks = Math.min(count.blocks + 1, EVIDENCE);
  }

  private HealthAlerts.Finding finding(KeyHealth state, double share) {
    long by = state.lateCount.latestMillis;
    String note =
        "%d %% of the events come late, by up to %s, and are left out."
            .formatted(Math.round(100 * share), HealthAlerts.words(by));
    return new HealthAlerts.Finding(
        state.newest - by, state.newest, seconds(by), latenessSeconds, note);
  }
}
