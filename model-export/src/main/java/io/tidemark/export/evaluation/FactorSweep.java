package io.tidemark.export.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Alarms of one key against its events, had the thresholds been other multiples of what they were:
 * how well a score could do by the best multiple for the whole table.
 */
final class FactorSweep {
  private static final int STEPS = 41;
  private static final double WIDEST = 32;

  private FactorSweep() {}

  /** From a 32nd to the 32-fold. */
  private static double factor(int step) {
    return Math.pow(WIDEST, 2.0 * step / (STEPS - 1) - 1);
  }

  /** One a factor. */
  static List<EventStatistics> of(
      List<ScoredTick> samples, List<LabelledEvent> events, int openAfter, EventRules rules) {
    double[] seconds = samples.stream().mapToDouble(ScoredTick::seconds).toArray();
    List<EventStatistics> all = new ArrayList<>(STEPS);
    for (int step = 0; step < STEPS; step++) {
      AlarmRun run = new AlarmRun(openAfter);
      boolean[] alarms = new boolean[samples.size()];
      for (int i = 0; i < alarms.length; i++) {
        ScoredTick tick = samples.get(i);
        alarms[i] = run.next(tick.score() > factor(step) * tick.threshold());
      }
      all.add(EventStatistics.of(seconds, events, alarms, rules));
    }
    return all;
  }

  /** The best event F1 of all keys together by one factor; NaN without events. */
  static double bestF1(List<List<EventStatistics>> keys) {
    double[] f1 = new double[STEPS];
    for (int step = 0; step < STEPS; step++) {
      int at = step;
      f1[step] = EventCounts.of(keys.stream().map(key -> key.get(at)).toList()).f1();
    }
    return Arrays.stream(f1).filter(value -> !Double.isNaN(value)).max().orElse(Double.NaN);
  }
}
