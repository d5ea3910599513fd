package io.tidemark.export.evaluation;

import java.util.Arrays;
import java.util.Comparator;

/**
 * How well scores rank anomalous samples above normal ones, whatever the threshold. A sample's
 * label and score stand at the same index.
 */
final class Ranking {
  private Ranking() {}

  /**
   * Area under the ROC curve as the Mann-Whitney statistic: the probability that an anomalous
   * sample scores above a normal one, ties counting half. NaN without both classes.
   */
  static double rocAuc(boolean[] labels, double[] scores) {
    Integer[] order = descending(scores);
    double wins = 0;
    long positives = 0;
    for (int i = 0; i < order.length; ) {
      int end = tieEnd(order, scores, i);
      long tiedPositives = 0;
      for (int j = i; j < end; j++) {
        tiedPositives += labels[order[j]] ? 1 : 0;
      }
      long tiedNegatives = end - i - tiedPositives;
      wins += tiedNegatives * (positives + tiedPositives / 2.0);
      positives += tiedPositives;
      i = end;
    }
    long negatives = scores.length - positives;
    return positives == 0 || negatives == 0 ? Double.NaN : wins / ((double) positives * negatives);
  }

  /**
   * Average precision: the precision at each score, weighted by the recall gained there, without
   * interpolation; equal scores make one step. NaN without anomalous samples.
   */
  static double averagePrecision(boolean[] labels, double[] scores) {
    Integer[] order = descending(scores);
    double sum = 0;
    long positives = 0;
    for (int i = 0; i < order.length; ) {
      int end = tieEnd(order, scores, i);
      long gained = 0;
      for (int j = i; j < end; j++) {
        gained += labels[order[j]] ? 1 : 0;
      }
      positives += gained;
      sum += gained * ((double) positives / end);
      i = end;
    }
    return positives == 0 ? Double.NaN : sum / positives;
  }

  /** Indices of the scores, highest first. */
  static Integer[] descending(double[] scores) {
    Integer[] order = new Integer[scores.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble((Integer i) -> -scores[i]));
    return order;
  }

  /** Index after the last of those that score as the one at {@code from}. */
  static int tieEnd(Integer[] order, double[] scores, int from) {
    int end = from + 1;
    while (end < order.length && scores[order[end]] == scores[order[from]]) {
      end++;
    }
    return end;
  }
}
