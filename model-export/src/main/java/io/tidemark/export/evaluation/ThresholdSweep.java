package io.tidemark.export.evaluation;

import io.tidemark.detector.calibration.EvidenceReplay;
import io.tidemark.detector.calibration.LevelTail;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Incidents of one key against its events, had the threshold been another. */
final class ThresholdSweep {
  /** Evidence: from what one unusual window gives to twenty times the usual threshold. */
  static final List<Double> THRESHOLDS = thresholds();

  private ThresholdSweep() {}

  private static List<Double> thresholds() {
    double[] values = new double[41];
    Arrays.setAll(values, i -> Math.pow(400, (double) i / (values.length - 1)));
    return Arrays.stream(values).boxed().toList();
  }

  /** One a threshold. */
  static List<EventStatistics> of(
      List<ScoredTick> samples, List<LabelledEvent> events, EventRules rules) {
    if (samples.isEmpty()) {
      return THRESHOLDS.stream()
          .map(none -> EventStatistics.of(new double[0], events, new boolean[0], rules))
          .toList();
    }
    double[] seconds = samples.stream().mapToDouble(ScoredTick::seconds).toArray();
    double[] levels = samples.stream().mapToDouble(ScoredTick::level).toArray();
    boolean[] matter = new boolean[levels.length];
    for (int i = 0; i < matter.length; i++) {
      matter[i] = samples.get(i).matters();
    }
    LevelTail start = Objects.requireNonNull(samples.get(0).tail(), "a sample has a verdict");
    List<EventStatistics> all = new ArrayList<>();
    for (double threshold : THRESHOLDS) {
      all.add(
          EventStatistics.of(
              seconds, events, open(start, seconds, levels, matter, threshold), rules));
    }
    return all;
  }

  /** Whether an incident would have been open after each level. */
  static boolean[] open(
      LevelTail start, double[] seconds, double[] levels, boolean[] matter, double threshold) {
    EvidenceReplay replay = new EvidenceReplay(start);
    boolean[] open = new boolean[levels.length];
    for (int i = 0; i < open.length; i++) {
      open[i] = replay.open(levels[i], matter[i], threshold, Math.round(seconds[i] * 1000));
    }
    return open;
  }

  /** The best event F1 of all keys together by one threshold; NaN without events. */
  static double bestF1(List<List<EventStatistics>> keys) {
    double[] f1 = new double[THRESHOLDS.size()];
    for (int i = 0; i < f1.length; i++) {
      int at = i;
      f1[i] = EventCounts.of(keys.stream().map(key -> key.get(at)).toList()).f1();
    }
    return Arrays.stream(f1).filter(value -> !Double.isNaN(value)).max().orElse(Double.NaN);
  }
}
