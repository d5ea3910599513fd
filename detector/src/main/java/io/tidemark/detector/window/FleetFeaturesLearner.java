package io.tidemark.detector.window;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Learns, before a model is trained, how the features of its fleet move. Takes windows cut with
 * {@link FleetFeatures#UNKNOWN}.
 */
public final class FleetFeaturesLearner {
  /** Fewer values of a key say too little of how it strays. */
  private static final int FEWEST = 16;

  /** A feature that strays so much further with each doubling of time does so this often. */
  private static final int DOUBLINGS = 4;

  private static final double MOST_WANDER = 30;

  private static final double ALIKE = 100;

  /** Share of the values, the closest, of which a spread is taken. */
  private static final double INNER = 0.9;

  private final int features;
  private final List<double[]> all = new ArrayList<>();

  /** By baseline: a key that warms up in several sources does so each time. */
  private final Map<FeatureBaseline, Key> keys = new LinkedHashMap<>();

  /**
   * @param features how many
   */
  public FleetFeaturesLearner(int features) {
    this.features = features;
  }

  /** Takes a window; of each key in time order. */
  public void add(Window window) {
    all.add(window.observed());
    FeatureBaseline baseline = window.baseline();
    if (baseline != null) {
      Key key = keys.computeIfAbsent(baseline, Key::new);
      (window.phase() == Window.Phase.CALIBRATION ? key.warmUp : key.later).add(window.observed());
    }
  }

  /** What the keys so far do. */
  public FleetFeatures features() {
    List<Double> wander = new ArrayList<>();
    List<Double> usual = new ArrayList<>();
    List<Double> level = new ArrayList<>();
    for (int f = 0; f < features; f++) {
      double strays = wander(f);
      wander.add(strays);
      usual.add(usual(f, strays));
      level.add(level(f));
    }
    return all.isEmpty()
        ? FleetFeatures.UNKNOWN
        : new FleetFeatures(wander, usual, level, List.of());
  }

  private double level(int feature) {
    double[] values = Key.column(all, feature);
    Arrays.sort(values);
    return values.length == 0 ? 0 : median(values);
  }

  /**
   * A feature of which the second half of a warm-up strays {@code r} times as far from the level of
   * the first as the first did wanders on with time: {@code r} times further with each doubling.
   */
  private double wander(int feature) {
    double[] later =
        keys.values().stream()
            .filter(key -> key.later.size() >= key.warmUp.size() && key.moved(feature))
            .mapToDouble(key -> key.laterSpread(feature) / key.baseline.scale(feature))
            .filter(ratio -> ratio > 0)
            .sorted()
            .toArray();
    if (later.length > 0) {
      return Math.max(1, Math.min(MOST_WANDER, median(later)));
    }
    double[] ratios =
        keys.values().stream()
            .filter(key -> key.warmUp.size() >= FEWEST && key.moved(feature))
            .mapToDouble(key -> key.ratio(feature))
            .filter(ratio -> ratio > 0)
            .sorted()
            .toArray();
    double strays = ratios.length == 0 ? 1 : Math.pow(median(ratios), DOUBLINGS);
    return Math.max(1, Math.min(MOST_WANDER, strays));
  }

  /** Of keys that moved in their warm-up, or else of those that moved later. */
  private double usual(int feature, double wander) {
    double[] scales =
        keys.values().stream()
            .filter(key -> key.moved(feature))
            .mapToDouble(key -> key.baseline.scale(feature) * wander)
            .sorted()
            .toArray();
    if (scales.length == 0) {
      scales =
          keys.values().stream()
              .mapToDouble(key -> key.laterSpread(feature))
              .filter(spread -> spread > 0)
              .sorted()
              .toArray();
    }
    return scales.length == 0 || !alike(scales) ? 0 : Math.min(median(scales), Float.MAX_VALUE);
  }

  /**
   * Whether the middle half of the keys moves about as far: else a unit of one is not another's.
   */
  private static boolean alike(double[] sorted) {
    return sorted[3 * sorted.length / 4] <= ALIKE * sorted[sorted.length / 4];
  }

  private static double median(double[] sorted) {
    return sorted[(sorted.length - 1) / 2];
  }

  private static final class Key {
    private final FeatureBaseline baseline;
    private final List<double[]> warmUp = new ArrayList<>();
    private final List<double[]> later = new ArrayList<>();

    Key(FeatureBaseline baseline) {
      this.baseline = baseline;
    }

    boolean moved(int feature) {
      return baseline.knows(feature) && baseline.scale(feature) > rounding(feature);
    }

    double ratio(int feature) {
      double[] values = column(warmUp, feature);
      double[] first = Arrays.copyOf(values, values.length / 2);
      double[] second = Arrays.copyOfRange(values, first.length, values.length);
      double level = Arrays.stream(first).average().orElse(0);
      double spread = spread(first, level);
      return spread > 0 ? spread(second, level) / spread : 0;
    }

    double laterSpread(int feature) {
      double spread = spread(column(later, feature), baseline.location(feature));
      return spread > rounding(feature) ? spread : 0;
    }

    private double rounding(int feature) {
      return 4 * Math.max(Math.ulp((float) baseline.location(feature)), Float.MIN_NORMAL);
    }

    private static double[] column(Collection<double[]> rows, int feature) {
      return rows.stream()
          .mapToDouble(row -> row[feature])
          .filter(value -> !Double.isNaN(value))
          .toArray();
    }

    /** Root of the mean square of the distances from the level, without the largest. */
    private static double spread(double[] values, double level) {
      double[] distances = Arrays.stream(values).map(v -> Math.abs(v - level)).sorted().toArray();
      int inner = (int) Math.round(INNER * distances.length);
      double squares = Arrays.stream(distances, 0, inner).map(d -> d * d).sum();
      return inner == 0 ? 0 : Math.sqrt(squares / inner);
    }
  }
}
