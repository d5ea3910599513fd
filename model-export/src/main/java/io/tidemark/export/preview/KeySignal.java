package io.tidemark.export.preview;

import io.tidemark.detector.KeyedWindows;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.WindowSpec;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.Window;
import io.tidemark.detector.window.WindowSink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The values of one key by tick, as the detector sees them: a value that a tick lacks is the one
 * before for up to {@code maxGap} ticks. A long signal is thinned: of each stretch of ticks the
 * smallest and the largest value of each feature stay, so that no spike is lost.
 */
final class KeySignal implements WindowSink {
  private final WindowSpec spec;
  private final int features;
  private final List<Long> ticks = new ArrayList<>();
  private final List<double[]> values = new ArrayList<>();

  private KeySignal(DetectorDefinition definition) {
    spec = definition.window();
    features = definition.features().size();
  }

  /**
   * @param observations of one key
   */
  static KeySignal of(DetectorDefinition definition, List<Observation> observations) {
    KeySignal signal = new KeySignal(definition);
    KeyedWindows windows = new KeyedWindows(definition, signal, late -> {});
    observations.forEach(windows::add);
    windows.finish();
    signal.carryForward();
    return signal;
  }

  @Override
  public void accept(Window window) {
    // only its ticks are drawn
  }

  @Override
  public void tickClosed(long tick, double[] tickValues) {
    ticks.add(tick);
    values.add(tickValues.clone());
  }

  /** Ticks that had events. */
  int length() {
    return ticks.size();
  }

  private void carryForward() {
    double[] latest = new double[features];
    long[] seen = new long[features];
    for (int i = 0; i < ticks.size(); i++) {
      double[] row = values.get(i);
      for (int f = 0; f < features; f++) {
        if (!Double.isNaN(row[f])) {
          latest[f] = row[f];
          seen[f] = ticks.get(i);
        } else if (i > 0 && ticks.get(i) - seen[f] <= spec.maxGap()) {
          row[f] = latest[f];
        }
      }
    }
  }

  /**
   * A point of the lines.
   *
   * @param millis end of its tick, milliseconds since the epoch
   * @param values one a feature, raw unit; NaN where the line is broken
   */
  record Point(long millis, double[] values) {}

  /**
   * The points to draw, in time order, with a break wherever there was no event for longer than
   * {@code maxGap} ticks.
   *
   * @param most about as many as are wanted at most
   */
  List<Point> points(int most) {
    int width = ticks.size() <= most ? 1 : (int) Math.ceil(2.0 * ticks.size() / most);
    List<Point> points = new ArrayList<>();
    for (int from = 0; from < ticks.size(); from += width) {
      if (from > 0 && ticks.get(from) - ticks.get(from - 1) > (spec.maxGap() + 1L) * width) {
        double[] none = new double[features];
        Arrays.fill(none, Double.NaN);
        points.add(new Point(end(ticks.get(from - 1) + 1), none));
      }
      addStretch(points, from, Math.min(from + width, ticks.size()));
    }
    return points;
  }

  private void addStretch(List<Point> points, int from, int to) {
    if (to - from == 1) {
      points.add(new Point(end(ticks.get(from)), values.get(from)));
      return;
    }
    double[] before = new double[features];
    double[] after = new double[features];
    for (int f = 0; f < features; f++) {
      int low = from;
      int high = from;
      for (int i = from + 1; i < to; i++) {
        double value = values.get(i)[f];
        low = Double.isNaN(values.get(low)[f]) || value < values.get(low)[f] ? i : low;
        high = Double.isNaN(values.get(high)[f]) || value > values.get(high)[f] ? i : high;
      }
      before[f] = values.get(Math.min(low, high))[f];
      after[f] = values.get(Math.max(low, high))[f];
    }
    points.add(new Point(end(ticks.get(from)), before));
    points.add(new Point(end(ticks.get((from + to) / 2)), after));
  }

  private long end(long tick) {
    return (tick + 1) * spec.tick().toMillis();
  }
}
