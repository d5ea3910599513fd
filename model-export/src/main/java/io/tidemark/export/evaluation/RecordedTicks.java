package io.tidemark.export.evaluation;

import io.tidemark.detector.calibration.RecordedNormal;
import io.tidemark.detector.calibration.ThresholdReplay;
import io.tidemark.detector.definition.AlertPolicy;
import io.tidemark.detector.definition.Threshold;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The ticks of a recorded table in time order across keys, for methods that learn as they go. */
final class RecordedTicks {
  private static final Duration UPDATES = Duration.ofMinutes(1);

  private final RecordedScores scores;
  private final AlertPolicy alerts;
  private final Duration every;
  private final List<RecordedNormal> normal = new ArrayList<>();
  private final List<Tick> inOrder = new ArrayList<>();

  /**
   * @param openAfter anomalous ticks in a row that make an alert
   * @param resolveAfter quiet ticks in a row that end one
   */
  RecordedTicks(RecordedScores scores, int openAfter, int resolveAfter) {
    this.scores = scores;
    alerts =
        new AlertPolicy(
            openAfter, resolveAfter, UPDATES, Map.of(), Map.of(), Map.of(), false, null, null, 0);
    every = scores.every();
    for (int k = 0; k < scores.keys().size(); k++) {
      RecordedScores.Key key = scores.keys().get(k);
      normal.add(RecordedNormal.of(array(key.scores), array(key.pValues), array(key.thresholds)));
      for (int i = 0; i < key.times.size(); i++) {
        inOrder.add(new Tick(k, i, key.times.get(i)));
      }
    }
    inOrder.sort(Comparator.comparing(Tick::time));
  }

  /** Which ticks the detector's own method would have called anomalous, by key. */
  boolean[][] anomalous(Threshold threshold) {
    boolean[][] anomalous = none();
    ThresholdReplay replay = new ThresholdReplay(threshold, alerts, every, normal);
    for (Tick tick : inOrder) {
      double score = scores.keys().get(tick.key).scores.get(tick.index);
      anomalous[tick.key][tick.index] = replay.anomalous(tick.key, score, tick.time);
    }
    return anomalous;
  }

  /** Which ticks the test calls anomalous, by key. */
  boolean[][] anomalous(TickTest test) {
    boolean[][] anomalous = none();
    for (int k = 0; k < anomalous.length; k++) {
      for (int i = 0; i < anomalous[k].length; i++) {
        anomalous[k][i] = test.anomalous(scores.keys().get(k), i);
      }
    }
    return anomalous;
  }

  private boolean[][] none() {
    return scores.keys().stream()
        .map(key -> new boolean[key.times.size()])
        .toArray(boolean[][]::new);
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(value -> value).toArray();
  }

  /** Judges a tick by itself. */
  @FunctionalInterface
  interface TickTest {
    boolean anomalous(RecordedScores.Key key, int tick);
  }

  private record Tick(int key, int index, Instant time) {}
}
