package io.tidemark.detector.health;

import static io.tidemark.detector.health.KeyHealth.NONE;
import static io.tidemark.detector.health.Telling.seconds;

import io.tidemark.schemas.AnomalyAlert;
import java.util.function.Consumer;

/**
 * Silences of a key. One is known when the watermark has come to where it is too long; events from
 * after it may be there before that, and events from within it may still come. One that is known
 * lasts until an event comes that is not itself so far behind the watermark: a device that sends
 * what it has stored would end and begin a silence with each event.
 *
 * @param allowedMillis longest silence allowed
 */
record Gaps(long allowedMillis, Telling telling) {

  void observed(
      KeyHealth state, String key, long time, long watermarkMillis, Consumer<AnomalyAlert> out) {
    if (state.gapFrom != NONE && time > state.gapFrom && time < state.gapTo) {
      split(state, time);
    }
    if (time <= state.newest) {
      return;
    }
    if (state.gap.open) {
      if (time + allowedMillis > watermarkMillis) {
        telling.resolve(state.gap, key, time, seconds(time - state.gap.sinceMillis), out);
      }
    } else if (state.gapFrom == NONE
        && state.newest != NONE
        && time - state.newest >= allowedMillis) {
      state.gapFrom = state.newest;
      state.gapTo = time;
    }
  }

  /** An event within what looked like a silence leaves a shorter one, or none. */
  private void split(KeyHealth state, long time) {
    if (time - state.gapFrom >= allowedMillis) {
      state.gapTo = time;
    } else if (state.gapTo - time >= allowedMillis) {
      state.gapFrom = time;
    } else {
      state.gapFrom = NONE;
    }
  }

  void advance(KeyHealth state, String key, long watermarkMillis, Consumer<AnomalyAlert> out) {
    if (state.gap.open || watermarkMillis < next(state)) {
      return;
    }
    boolean over = state.gapFrom != NONE;
    long from = over ? state.gapFrom : state.newest;
    double allowed = seconds(allowedMillis);
    String note = "Nothing has come for " + Telling.words(allowedMillis) + ".";
    telling.open(
        state.gap,
        key,
        new Telling.Finding(from, from + allowedMillis, allowed, allowed, note),
        out);
    if (over) {
      telling.resolve(state.gap, key, state.gapTo, seconds(state.gapTo - from), out);
      state.gapFrom = NONE;
    }
  }

  /** When to advance next; the largest long for never. */
  long next(KeyHealth state) {
    if (state.gapFrom != NONE) {
      return state.gapFrom + allowedMillis;
    }
    return state.gap.open || state.newest == NONE ? Long.MAX_VALUE : state.newest + allowedMillis;
  }
}
