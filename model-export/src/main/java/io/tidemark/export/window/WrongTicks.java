package io.tidemark.export.window;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.window.FeatureStatistics;
import io.tidemark.detector.window.FleetFeatures;
import io.tidemark.detector.window.LeftOut;
import io.tidemark.detector.window.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds ticks among a key's normal rows that are wrong by the rules of a warm-up. The warm-up
 * itself is clean when its windows are cut; this is for the rows after it.
 */
final class WrongTicks {
  /** If more of a key's windows would be lost, it is not known what is wrong. */
  private static final double MOST_LOST = 0.5;

  private final DetectorDefinition definition;
  private final FleetFeatures fleet;
  private final List<LeftOut> leftOut = new ArrayList<>();
  private final TreeSet<Long> ends = new TreeSet<>();

  WrongTicks(DetectorDefinition definition, FleetFeatures fleet) {
    this.definition = definition;
    this.fleet = fleet;
  }

  /** What was wrong, by feature and in time order. */
  List<LeftOut> leftOut() {
    return List.copyOf(leftOut);
  }

  /**
   * The windows that touch no wrong tick.
   *
   * @param windows of one key, in time order
   */
  List<Window> without(List<Window> windows) {
    List<Window> later = windows.stream().filter(w -> !ofWarmUp(w)).toList();
    for (int f = 0; f < definition.features().size(); f++) {
      if (!find(later, f)) {
        return all(windows);
      }
    }
    List<Window> right = windows.stream().filter(w -> ofWarmUp(w) || !touches(w)).toList();
    return windows.size() - right.size() > MOST_LOST * later.size() ? all(windows) : right;
  }

  private List<Window> all(List<Window> windows) {
    leftOut.clear();
    return windows;
  }

  private static boolean ofWarmUp(Window window) {
    return window.phase() == Window.Phase.CALIBRATION;
  }

  private boolean touches(Window window) {
    Long next = ends.higher(window.startMillis());
    return next != null && next <= window.endMillis();
  }

  /**
   * Finds the ticks in which a feature is wrong.
   *
   * @return false where that cannot be told
   */
  private boolean find(List<Window> windows, int feature) {
    double[] values =
        windows.stream()
            .mapToDouble(window -> window.observed()[feature])
            .filter(value -> !Double.isNaN(value))
            .toArray();
    FeatureStatistics statistics = FeatureStatistics.of(values, fleet.usualScale(feature));
    LeftOut run = null;
    for (Window window : windows) {
      if (window.missing(feature) || statistics.accepts(window.observed()[feature])) {
        run = null;
      } else {
        run = longer(run, definition.featureNames().get(feature), window);
        ends.add(window.endMillis());
      }
    }
    return !statistics.doubtful();
  }

  private LeftOut longer(@Nullable LeftOut run, String feature, Window window) {
    Instant end = Instant.ofEpochMilli(window.endMillis());
    LeftOut longer =
        run == null
            ? new LeftOut(feature, end.minus(definition.window().tick()), end, 1)
            : new LeftOut(feature, run.from(), end, run.ticks() + 1);
    if (run != null) {
      leftOut.remove(leftOut.size() - 1);
    }
    leftOut.add(longer);
    return longer;
  }
}
