package io.tidemark.export.preview;

import io.tidemark.detector.window.FeatureBaseline;
import io.tidemark.detector.window.Window;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was normal for one key when it was judged, as its alerts would say it. */
final class NormalRange {
  /** A range that moves by less than this share of its width is drawn as the one before. */
  private static final double SMALLEST_STEP = 0.01;

  private final List<Level> levels = new ArrayList<>();

  /**
   * What is normal from a time on.
   *
   * @param baseline null where the key is not judged, or has no baseline of its own
   * @param seasonal added to each feature's level, raw unit; empty where nothing is
   */
  private record Level(long millis, @Nullable FeatureBaseline baseline, float[] seasonal) {}

  /**
   * Where a feature's range changes.
   *
   * @param millis from when on it is so
   * @param low lower end, raw unit; NaN where there is none
   * @param high upper end, raw unit; NaN where there is none
   */
  record Step(long millis, double low, double high) {
    private boolean isLike(Step next) {
      if (Double.isNaN(low) || Double.isNaN(next.low)) {
        return Double.isNaN(low) == Double.isNaN(next.low);
      }
      double least = SMALLEST_STEP * (high - low);
      return Math.abs(next.low - low) < least && Math.abs(next.high - high) < least;
    }
  }

  /** Takes a window that was judged; in time order. */
  void judged(Window window) {
    float[] seasonal = seasonal(window);
    Level last = levels.isEmpty() ? null : levels.get(levels.size() - 1);
    boolean same =
        last != null
            && last.baseline == window.baseline()
            && last.seasonal.length == 0
            && seasonal.length == 0;
    if (!same) {
      levels.add(new Level(window.endMillis(), window.baseline(), seasonal));
    }
  }

  /** Takes a tick that closed without a window to judge; in time order. */
  void unwatched(long endMillis) {
    if (!levels.isEmpty() && levels.get(levels.size() - 1).baseline != null) {
      levels.add(new Level(endMillis, null, new float[0]));
    }
  }

  private static float[] seasonal(Window window) {
    if (window.season().length == 0) {
      return new float[0];
    }
    float[] seasonal = new float[window.observed().length];
    for (int f = 0; f < seasonal.length; f++) {
      seasonal[f] = (float) window.seasonal(f);
    }
    return seasonal;
  }

  /** How a feature's range goes, in time order. */
  List<Step> steps(int feature) {
    List<Step> steps = new ArrayList<>();
    for (Level level : levels) {
      Step next = step(level, feature);
      if (steps.isEmpty() || !steps.get(steps.size() - 1).isLike(next)) {
        steps.add(next);
      }
    }
    return steps;
  }

  private static Step step(Level level, int feature) {
    FeatureBaseline baseline = level.baseline;
    if (baseline == null) {
      return new Step(level.millis, Double.NaN, Double.NaN);
    }
    double seasonal = level.seasonal.length == 0 ? 0 : level.seasonal[feature];
    return new Step(
        level.millis, baseline.low(feature, seasonal), baseline.high(feature, seasonal));
  }
}
