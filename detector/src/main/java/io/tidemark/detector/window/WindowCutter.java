package io.tidemark.detector.window;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.WindowSpec;
import io.tidemark.detector.tick.OffsetRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes windows of a key's ticks: values as the model gets them, and all that an alert tells. */
final class WindowCutter {
  private final String detector;
  private final WindowSpec spec;
  private final FleetFeatures fleet;
  private final MissingReadings missing;
  private final int features;
  private final long tickMillis;

  WindowCutter(DetectorDefinition definition, FleetFeatures fleet) {
    detector = definition.name();
    spec = definition.window();
    this.fleet = fleet;
    features = definition.features().size();
    missing = new MissingReadings(features, spec.maxGap(), fleet);
    tickMillis = spec.tick().toMillis();
  }

  /**
   * A window of the warm-up.
   *
   * @param lastRow the row it ends with
   */
  Window calibration(CleanWarmUp warmUp, int lastRow, String key) {
    FeatureBaseline baseline = warmUp.baseline();
    float[] window = new float[spec.length() * features];
    int firstRow = lastRow - spec.length() + 1;
    for (int i = 0; i < window.length; i++) {
      window[i] = warmUp.normalised(firstRow + i / features, i % features);
    }
    double[] observed = new double[features];
    for (int f = 0; f < features; f++) {
      observed[f] = warmUp.value(lastRow, f);
    }
    int imputed = absent(window);
    float[] season = warmUp.season(lastRow);
    if (imputed > 0) {
      fill(window, observed, baseline, season);
    }
    return window(
        key,
        Window.Phase.CALIBRATION,
        warmUp.tick(lastRow),
        window,
        observed,
        baseline,
        season,
        (float) imputed / window.length,
        List.of());
  }

  /**
   * The window that ends with the latest tick. The ring is full.
   *
   * @param season what is to be taken off, {@code [W,F]} in raw units; empty for nothing
   */
  Window newest(
      KeyWindow state,
      String key,
      Window.Phase phase,
      @Nullable FeatureBaseline baseline,
      float[] season) {
    float[] window = state.ring.unrolled();
    double[] observed = new double[features];
    for (int f = 0; f < features; f++) {
      boolean known = baseline == null || baseline.knows(f);
      observed[f] = known ? last(window, f) + state.origin(f) : Double.NaN;
    }
    if (baseline != null) {
      baseline.normalise(window, state.origin, season);
    }
    int imputed = absent(window);
    if (imputed > 0) {
      fill(window, observed, baseline, season);
    }
    return window(
        key,
        phase,
        state.lastClosed,
        window,
        observed,
        baseline,
        season,
        (float) imputed / window.length,
        state.ring.sources());
  }

  /** Fills in what is missing of a window and, for {@code maxGap} ticks, of its last tick. */
  private void fill(
      float[] window, double[] observed, @Nullable FeatureBaseline baseline, float[] season) {
    boolean[] young = new boolean[features];
    for (int f = 0; f < features; f++) {
      young[f] = isYoung(window, f);
    }
    if (baseline == null) {
      carry(window);
    } else {
      missing.fill(window);
    }
    for (int f = 0; f < features; f++) {
      if (Double.isNaN(observed[f]) && young[f]) {
        float last = last(window, f);
        double seasonal = season.length == 0 ? 0 : last(season, f);
        observed[f] = baseline == null ? last : baseline.raw(f, last) + seasonal;
      }
    }
  }

  /** Whether a feature has a value on one of the last ticks. */
  private boolean isYoung(float[] window, int feature) {
    int oldest = Math.max(0, window.length - (spec.maxGap() + 1) * features);
    for (int i = window.length - features + feature; i >= oldest; i -= features) {
      if (!Float.isNaN(window[i])) {
        return true;
      }
    }
    return false;
  }

  private float last(float[] window, int feature) {
    return window[window.length - features + feature];
  }

  private static int absent(float[] window) {
    int absent = 0;
    for (float value : window) {
      absent += Float.isNaN(value) ? 1 : 0;
    }
    return absent;
  }

  /**
   * Raw values: the last one known takes the place of a missing one; before the first, the fleet's
   * level or, where that is not known, the first.
   */
  private void carry(float[] window) {
    for (int f = 0; f < features; f++) {
      int first = f;
      while (first < window.length && Float.isNaN(window[first])) {
        first += features;
      }
      float before = (float) fleet.level(f);
      float known = Float.isNaN(before) ? window[first] : before;
      for (int i = f; i < window.length; i += features) {
        known = Float.isNaN(window[i]) ? known : window[i];
        window[i] = known;
      }
    }
  }

  private Window window(
      String key,
      Window.Phase phase,
      long lastTick,
      float[] window,
      double[] observed,
      @Nullable FeatureBaseline baseline,
      float[] season,
      float imputedShare,
      List<OffsetRange> sources) {
    long end = (lastTick + 1) * tickMillis;
    return new Window(
        detector,
        key,
        phase,
        end - spec.length() * tickMillis,
        end,
        window,
        observed,
        baseline,
        season,
        imputedShare,
        sources);
  }
}
