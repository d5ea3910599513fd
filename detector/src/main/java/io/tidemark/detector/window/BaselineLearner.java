package io.tidemark.detector.window;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.WindowSpec;
import io.tidemark.detector.season.KeySeason;
import io.tidemark.detector.season.KeySeasons;
import java.time.Duration;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Learns what is normal for a key: its baseline and its season from its warm-up, and from then on
 * as the key changes. The state of a key is a {@link KeyWindow}; this class has none but the values
 * of the tick at hand.
 */
final class BaselineLearner {
  /** A baseline follows no more often: before it does, what waits of its key is scored. */
  private static final int FOLLOW_TICKS = 30;

  /** A baseline forgets: what a key did longer ago than this, in warm-ups, counts little. */
  private static final int MEMORY = 40;

  /** In warm-ups: the least time in which a baseline may move by one scale. */
  private static final int HORIZON = 4;

  private static final float[] NO_SEASON = {};

  private final DetectorDefinition definition;
  private final WindowSpec spec;
  private final int features;
  private final TickClock clock;
  private final WindowCutter cutter;
  private final WarmUpReview review;
  private final @Nullable KeySeasons seasons;
  private final int followTicks;
  private final int memory;
  private final int horizon;

  BaselineLearner(DetectorDefinition definition, FleetFeatures fleet, WindowCutter cutter) {
    this.definition = definition;
    this.cutter = cutter;
    spec = definition.window();
    features = definition.features().size();
    clock = new TickClock(spec);
    review = new WarmUpReview(definition, fleet);
    seasons = KeySeasons.of(definition);
    int warmup = definition.baseline().warmup();
    followTicks = spec.length() * ((FOLLOW_TICKS + spec.length() - 1) / spec.length());
    memory = MEMORY * warmup;
    Duration newNormal = definition.alerts().newNormalAfter();
    horizon =
        Math.max(
            HORIZON * warmup,
            newNormal == null ? 0 : (int) (newNormal.toMillis() / spec.tick().toMillis()));
  }

  /**
   * Learns from the tick just closed.
   *
   * @param values of the tick, {@code [F]}; NaN for what is missing
   * @param blind whether nothing of it can be judged
   */
  void learn(KeyWindow state, String key, double[] values, boolean blind, WindowSink windows) {
    if (learnsNothing(state.lastClosed, 1, windows)) {
      return;
    }
    boolean warming = state.warmingUp();
    learnSeason(state, values, windows);
    if (!blind || comesToLife(state.baseline, values)) {
      warmUp(state, key, values, windows);
    }
    if (!warming && state.observedTicks % followTicks == 0 && state.ring.full()) {
      follow(state, windows);
    }
  }

  /** Whether nothing may be learned of a number of ticks, the last one included. */
  boolean learnsNothing(long lastTick, int ticks, WindowSink windows) {
    long end = clock.end(lastTick);
    return windows.learnsNothing(end - ticks * spec.tick().toMillis(), end);
  }

  /** What the season is of the latest ticks, {@code [ticks, F]}; empty where there is none. */
  float[] season(KeyWindow state, int ticks) {
    return seasons == null ? NO_SEASON : seasons.amounts(state.season, state.lastClosed, ticks);
  }

  /** Forgets what is normal for a key that knows it: a new warm-up starts with its next tick. */
  void recalibrate(KeyWindow state) {
    if (state.baseline != null) {
      state.baseline = null;
      state.season = null;
      state.warmUp = new WarmUp(features);
    }
  }

  /** Lets the key's season learn from the tick just closed, and from the hour that it ends. */
  private void learnSeason(KeyWindow state, double[] values, WindowSink windows) {
    FeatureBaseline baseline = state.baseline;
    if (seasons == null || baseline == null) {
      return;
    }
    KeySeason season = state.season;
    if (season == null || !seasons.fits(season)) {
      season = seasons.start();
      state.season = season;
    }
    if (seasons.endsHour(season, state.lastClosed)) {
      seasons.endHour(season, state.lastClosed, windows.learns());
    }
    seasons.add(season, state.lastClosed, values, baseline);
  }

  /**
   * Lets the baseline follow the key by the ticks of its latest window. It moves too slowly for a
   * fault that becomes the new normal after {@code alerts.newNormalAfter} to be learned before.
   */
  private void follow(KeyWindow state, WindowSink windows) {
    FeatureBaseline baseline = state.baseline;
    if (baseline != null
        && definition.baseline().follow()
        && windows.learns()
        && !learnsNothing(state.lastClosed, spec.length(), windows)) {
      float[] rows = state.ring.unrolled();
      BitSet negative = negative(rows, state);
      float[] season = season(state, spec.length());
      for (int i = 0; i < season.length; i++) {
        rows[i] -= season[i];
      }
      state.baseline = baseline.after(rows, state.origin, negative, spec.length(), memory, horizon);
    }
  }

  /** Features with a value below zero in the rows of the key's ring. */
  private BitSet negative(float[] rows, KeyWindow state) {
    BitSet negative = new BitSet();
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] + state.origin(i % features) < 0) {
        negative.set(i % features);
      }
    }
    return negative;
  }

  /** Takes the tick just pushed into the warm-up, where there is one. */
  private void warmUp(KeyWindow state, String key, double[] values, WindowSink windows) {
    if (state.warmUp == null && comesToLife(state.baseline, values)) {
      state.warmUp = new WarmUp(features);
    }
    WarmUp warmUp = state.warmUp;
    if (warmUp == null) {
      return;
    }
    warmUp.add(state.lastClosed, values, true);
    CleanWarmUp clean = review.over(warmUp, key, windows);
    if (clean == null) {
      return;
    }
    if (state.baseline == null) {
      endWarmUp(state, clean, key, windows);
    } else if (!clean.baseline().knowsMoreThan(state.baseline)) {
      state.warmUp = null;
    } else if (windows.relearns(clock.end(state.lastClosed))) {
      clean.complete(state.baseline);
      endWarmUp(state, clean, key, windows);
    } else {
      warmUp.prolong(Math.max(1, definition.baseline().warmup() / 4));
    }
  }

  /** Whether the tick has a value of a feature that had none in the warm-up. */
  private boolean comesToLife(@Nullable FeatureBaseline baseline, double[] values) {
    for (int f = 0; f < features; f++) {
      if (baseline != null && !baseline.knows(f) && !Double.isNaN(values[f])) {
        return true;
      }
    }
    return false;
  }

  private void endWarmUp(KeyWindow state, CleanWarmUp clean, String key, WindowSink windows) {
    FeatureBaseline baseline = clean.baseline();
    state.store(clean, baseline.origin());
    state.baseline = baseline;
    state.warmUp = null;
    if (seasons != null) {
      state.season = new WarmUpSeason(seasons, features).learn(clean);
    }
    for (int row = 0; row < clean.rows(); row++) {
      if (clean.windowEndsAt(row)) {
        windows.accept(cutter.calibration(clean, row, key));
      }
    }
  }
}
