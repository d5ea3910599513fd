package io.tidemark.detector.window;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.WindowSpec;
import io.tidemark.detector.tick.OffsetRange;
import java.util.Arrays;
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
    missing = new MissingReadings(features, fleet);
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
      window[i] =
          baseline.normalise(i % features, warmUp.value(firstRow + i / features, i % features));
    }
    missing.fill(window);
    double[] observed = new double[features];
    Arrays.setAll(observed, f -> warmUp.value(lastRow, f));
    return window(
        key,
        Window.Phase.CALIBRATION,
        warmUp.tick(lastRow),
        window,
        observed,
        baseline,
        0,
        List.of());
  }

  /** The window that ends with the latest tick. The ring is full. */
  Window newest(
      KeyWindow state, String key, Window.Phase phase, @Nullable FeatureBaseline baseline) {
    float[] window = state.ring.unrolled();
    double[] observed = new double[features];
    state.newest(observed);
    for (int f = 0; f < features; f++) {
      if (baseline == null) {
        fill(window, f, (float) fleet.level(f));
      } else {
        normalise(window, f, state.origin(f), baseline);
        observed[f] = baseline.knows(f) ? observed[f] : Double.NaN;
      }
    }
    missing.fill(window);
    return window(
        key,
        phase,
        state.lastClosed,
        window,
        observed,
        baseline,
        state.ring.imputedShare(),
        state.ring.sources());
  }

  private void normalise(float[] window, int feature, double origin, FeatureBaseline baseline) {
    for (int i = feature; i < window.length; i += features) {
      window[i] = baseline.normalise(feature, window[i] + origin);
    }
  }

  private void fill(float[] window, int feature, float level) {
    for (int i = feature; i < window.length; i += features) {
      window[i] = Float.isNaN(window[i]) ? level : window[i];
    }
  }

  private Window window(
      String key,
      Window.Phase phase,
      long lastTick,
      float[] window,
      double[] observed,
      @Nullable FeatureBaseline baseline,
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
        imputedShare,
        sources);
  }
}
