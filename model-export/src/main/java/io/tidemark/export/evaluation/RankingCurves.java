package io.tidemark.export.evaluation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ROC curve and precision-recall curve, each a mean over keys at the same places, so that the areas
 * under them are the means of the keys' areas.
 *
 * @param grid false positive rates of the one curve and recalls of the other, 0 to 1
 * @param truePositiveRate at each
 * @param precision at each
 */
record RankingCurves(double[] grid, double[] truePositiveRate, double[] precision) {
  private static final int POINTS = 201;

  /** Over the keys that have both classes; null where none has. */
  static @Nullable RankingCurves mean(Collection<KeyLabels> keys) {
    List<Steps> all = keys.stream().map(Steps::of).filter(Steps::bothClasses).toList();
    if (all.isEmpty()) {
      return null;
    }
    double[] grid = new double[POINTS];
    double[] rates = new double[POINTS];
    double[] precisions = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      double place = i / (POINTS - 1.0);
      grid[i] = place;
      rates[i] = all.stream().mapToDouble(steps -> steps.rate(place)).average().orElseThrow();
      precisions[i] =
          all.stream().mapToDouble(steps -> steps.precision(place)).average().orElseThrow();
    }
    return new RankingCurves(grid, rates, precisions);
  }

  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    put(json, "grid", grid);
    put(json, "truePositiveRate", truePositiveRate);
    put(json, "precision", precision);
    return json;
  }

  private static void put(ObjectNode json, String name, double[] values) {
    var array = json.putArray(name);
    for (double value : values) {
      array.add((float) value);
    }
  }

  /**
   * Counts of a key's samples at or above each distinct score, from none to all.
   *
   * @param count how many entries there are
   */
  private record Steps(double[] positives, double[] negatives, int count) {
    static Steps of(KeyLabels key) {
      boolean[] labels = key.anomalous() == null ? new boolean[0] : key.anomalous();
      double[] scores =
          key.samples().stream().limit(labels.length).mapToDouble(ScoredTick::score).toArray();
      Integer[] order = Ranking.descending(scores);
      double[] positives = new double[order.length + 1];
      double[] negatives = new double[order.length + 1];
      int count = 1;
      for (int i = 0; i < order.length; count++) {
        positives[count] = positives[count - 1];
        negatives[count] = negatives[count - 1];
        for (int end = Ranking.tieEnd(order, scores, i); i < end; i++) {
          if (labels[order[i]]) {
            positives[count]++;
          } else {
            negatives[count]++;
          }
        }
      }
      return new Steps(positives, negatives, count);
    }

    boolean bothClasses() {
      return positives[count - 1] > 0 && negatives[count - 1] > 0;
    }

    /** True positive rate at a false positive rate, on the line between two steps. */
    double rate(double falsePositiveRate) {
      double wanted = falsePositiveRate * negatives[count - 1];
      int i = 0;
      while (i + 1 < count && negatives[i + 1] <= wanted) {
        i++;
      }
      double found = positives[i];
      if (i + 1 < count) {
        double way = (wanted - negatives[i]) / (negatives[i + 1] - negatives[i]);
        found += way * (positives[i + 1] - positives[i]);
      }
      return found / positives[count - 1];
    }

    /** Precision of the first step that reaches a recall. */
    double precision(double recall) {
      double wanted = recall * positives[count - 1] - 1e-9;
      int i = 1;
      while (positives[i] < wanted) {
        i++;
      }
      return positives[i] / (positives[i] + negatives[i]);
    }
  }
}
