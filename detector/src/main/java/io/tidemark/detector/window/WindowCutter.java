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
  private final int features;
  private final long tickMillis;

  WindowCutter(DetectorDefinition definition) {
    detector = definition.name();
    spec = definition.window();
    features = definition.features().size();
    tickMillis = spec.tick().toMillis();
  }

  /**
   * A window of the warm-up.
   *
   * @param lastRow the row it ends with
   */
  Window calibration(WarmUp warmUp, int lastRow, FeatureBaseline baseline, String key) {
    float[] window = new float[spec.length() * features];
    int firstRow = lastRow - spec.length() + 1;
    for (int i = 0; i < window.length; i++) {
      window[i] =
          baseline.normalise(i % features, warmUp.value(firstRow + i / features, i % features));
    }
    float[] observed = new float[features];
    for (int f = 0; f < features; f++) {
      observed[f] = warmUp.value(lastRow, f);
    }
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
    float[] observed = new float[features];
    System.arraycopy(window, window.length - features, observed, 0, features);
    if (baseline != null) {
      for (int i = 0; i < window.length; i++) {
        window[i] = baseline.normalise(i % features, window[i]);
      }
    }
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

  private Window window(
      String key,
      Window.Phase phase,
      long lastTick,
      float[] window,
      float[] observed,
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
