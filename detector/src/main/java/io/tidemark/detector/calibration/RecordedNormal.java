package io.tidemark.detector.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The normal scores of a key as far as recorded scores and their p-values tell of them: a conformal
 * p-value says how many normal scores stand over a score. Between two recorded scores they are
 * thought to lie evenly.
 */
public final class RecordedNormal {
  /** More tell nothing new of the quantiles that thresholds start from. */
  private static final int MOST = 2000;

  private static final double ROUNDING = 1e-9;

  private final Reference scores;
  private final double smallestLimit;

  private RecordedNormal(Reference scores, double smallestLimit) {
    this.scores = scores;
    this.smallestLimit = smallestLimit;
  }

  /**
   * Of one key; arrays of equal length, at least one.
   *
   * @param scores judged scores
   * @param pValues theirs, over 0 and at most 1
   * @param thresholds theirs: a key that was never judged by less than a calibrated score's
   *     smallest limit is not judged by less now
   */
  public static RecordedNormal of(double[] scores, double[] pValues, double[] thresholds) {
    boolean calibrated =
        Arrays.stream(thresholds).allMatch(limit -> limit >= ScoreJudge.SMALLEST_LIMIT);
    return new RecordedNormal(
        Reference.of(normal(scores, pValues)), calibrated ? ScoreJudge.SMALLEST_LIMIT : ROUNDING);
  }

  Reference scores() {
    return scores;
  }

  double smallestLimit() {
    return smallestLimit;
  }

  private static double[] normal(double[] scores, double[] pValues) {
    List<Integer> ascending = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      ascending.add(i);
    }
    ascending.sort(Comparator.comparingDouble(i -> scores[i]));
    int total = total(pValues);
    double[] normal = new double[total];
    int filled = 0;
    double from = scores[ascending.get(0)];
    for (int i : ascending) {
      int under = total - (int) Math.round(pValues[i] * (total + 1) - 1);
      int more = Math.min(total, under) - filled;
      for (int j = 0; j < more; j++) {
        normal[filled++] = from + (scores[i] - from) * (j + 0.5) / more;
      }
      from = scores[i];
    }
    Arrays.fill(normal, filled, total, from);
    return normal;
  }

  /** P-values are multiples of one over one more than there are normal scores. */
  private static int total(double[] pValues) {
    double[] sorted = pValues.clone();
    Arrays.sort(sorted);
    double unit = sorted[0];
    for (int i = 1; i < sorted.length; i++) {
      double step = sorted[i] - sorted[i - 1];
      unit = step > ROUNDING ? Math.min(unit, step) : unit;
    }
    return (int) Math.max(1, Math.min(MOST, Math.round(1 / Math.max(unit, ROUNDING)) - 1));
  }
}
