package io.tidemark.detector.alert;

import io.tidemark.detector.definition.Feature;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import io.tidemark.schemas.FeatureSignal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What every feature read on a window's last tick, as alerts show it. */
public final class Signals {
  private Signals() {}

  /**
   * The features' signals, in the order of the definition.
   *
   * @param features the detector's
   */
  public static List<FeatureSignal> of(ScoredWindow scored, List<Feature> features) {
    Window window = scored.window();
    List<FeatureSignal> signals = new ArrayList<>(features.size());
    for (int f = 0; f < features.size(); f++) {
      boolean missing = window.missing(f);
      signals.add(
          FeatureSignal.newBuilder()
              .setFeature(features.get(f).name())
              .setUnit(features.get(f).unit())
              .setObserved(missing ? null : single(window.observed()[f]))
              .setExpected(missing ? null : single(scored.expected(f)))
              .setNormalLow(single(window.normalLow(f)))
              .setNormalHigh(single(window.normalHigh(f)))
              .build());
    }
    return signals;
  }

  /** Enough to draw; null for what no float holds. */
  private static @Nullable Float single(@Nullable Double value) {
    return value == null || !Float.isFinite(value.floatValue()) ? null : (Float) value.floatValue();
  }
}
