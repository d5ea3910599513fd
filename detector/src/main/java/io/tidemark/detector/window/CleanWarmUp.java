package io.tidemark.detector.window;

import io.tidemark.detector.definition.DetectorDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A warm-up without what is wrong in it: wrong values are treated as values that did not come. */
final class CleanWarmUp {
  /** Share of the windows without a wrong value that is enough to do without the others. */
  private static final double ENOUGH = 0.5;

  private final WarmUp warmUp;
  private final int length;
  private FeatureBaseline baseline;
  private final List<LeftOut> leftOut = new ArrayList<>();
  private final List<String> doubtful = new ArrayList<>();

  /** Of all values, row by row. */
  private final BitSet wrong = new BitSet();

  private final BitSet wrongRows = new BitSet();
  private final boolean onlyRight;

  /** What the season is of each value; empty where there is none. */
  private float[] season = {};

  CleanWarmUp(WarmUp warmUp, DetectorDefinition definition, FleetFeatures fleet) {
    this.warmUp = warmUp;
    length = definition.window().length();
    List<FeatureStatistics> statistics = warmUp.statistics(fleet);
    baseline = FeatureBaseline.of(statistics, fleet, warmUp.observedCount());
    long tickMillis = definition.window().tick().toMillis();
    for (int f = 0; f < statistics.size(); f++) {
      if (statistics.get(f).doubtful()) {
        doubtful.add(definition.featureNames().get(f));
      }
      review(f, statistics.get(f), definition.featureNames().get(f), tickMillis);
    }
    int all = 0;
    int right = 0;
    for (int row = 0; row < warmUp.count(); row++) {
      if (warmUp.windowEndsAt(row, length)) {
        all++;
        right += touchesWrong(row) ? 0 : 1;
      }
    }
    onlyRight = right >= ENOUGH * all;
  }

  private void review(int f, FeatureStatistics statistics, String feature, long tickMillis) {
    LeftOut run = null;
    for (int row = 0; row < warmUp.count(); row++) {
      double value = warmUp.value(row, f);
      if (Double.isNaN(value) || statistics.accepts(value)) {
        run = null;
        continue;
      }
      wrong.set(row * warmUp.features() + f);
      wrongRows.set(row);
      run = longer(run, feature, Instant.ofEpochMilli(warmUp.tick(row) * tickMillis), tickMillis);
    }
  }

  private LeftOut longer(@Nullable LeftOut run, String feature, Instant tick, long tickMillis) {
    Instant end = tick.plusMillis(tickMillis);
    if (run == null) {
      leftOut.add(new LeftOut(feature, tick, end, 1));
    } else {
      leftOut.set(leftOut.size() - 1, new LeftOut(feature, run.from(), end, run.ticks() + 1));
    }
    return leftOut.get(leftOut.size() - 1);
  }

  private boolean touchesWrong(int lastRow) {
    int next = wrongRows.nextSetBit(lastRow - length + 1);
    return next >= 0 && next <= lastRow;
  }

  /** Features of which more is wrong than can be told from what is right. */
  List<String> doubtful() {
    return doubtful;
  }

  /** Takes over what an earlier warm-up learned of features that had no values in this one. */
  void complete(FeatureBaseline before) {
    baseline = baseline.completedBy(before);
  }

  FeatureBaseline baseline() {
    return baseline;
  }

  /** What was wrong, by feature and in time order. */
  List<LeftOut> leftOut() {
    return leftOut;
  }

  int rows() {
    return warmUp.count();
  }

  long tick(int row) {
    return warmUp.tick(row);
  }

  /** NaN where there is none, or a wrong one. */
  double value(int row, int feature) {
    return wrong.get(row * warmUp.features() + feature) ? Double.NaN : warmUp.value(row, feature);
  }

  /** Whether the tick had events. */
  boolean observed(int row) {
    return warmUp.observed(row);
  }

  /**
   * Takes a season off what is normalised.
   *
   * @param amounts {@code [rows,F]}, raw units; empty for nothing
   */
  void takeOff(float[] amounts) {
    season = amounts;
  }

  /** What the season is of the rows up to one; empty where there is none. */
  float[] season(int lastRow) {
    int from = (lastRow - length + 1) * warmUp.features();
    int to = (lastRow + 1) * warmUp.features();
    return season.length == 0 ? season : Arrays.copyOfRange(season, from, to);
  }

  /** A value as a standard score, without its season; NaN where there is none. */
  float normalised(int row, int feature) {
    double seasonal = season.length == 0 ? 0 : season[row * warmUp.features() + feature];
    return baseline.normalise(feature, value(row, feature) - seasonal);
  }

  /**
   * Whether a window that ends at this row teaches what is normal. One that holds a wrong value
   * does so only where most windows do.
   */
  boolean windowEndsAt(int row) {
    return warmUp.windowEndsAt(row, length) && !(onlyRight && touchesWrong(row));
  }
}
