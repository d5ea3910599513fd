package io.tidemark.export.evaluation;

import java.util.List;

/**
 * Volume under the surface of precision-recall and ROC curves over buffer lengths 0 to L
 * (Paparrizos, Boniol, Palpanas, Tsay, Elmore and Franklin, VLDB 2022): a score that rises a little
 * before or after the label is not counted wrong. Labels are softened by {@code sqrt(1 - d/l)} at
 * distance {@code d <= l/2} of an anomaly; soft mass counts only where it is predicted, so that a
 * perfect detector gets 1.
 *
 * @param pr volume under the precision-recall surface
 * @param roc volume under the ROC surface
 */
record VolumeUnderSurface(double pr, double roc) {
  /** Thresholds of a curve: this many scores, evenly spread over their order. */
  static final int THRESHOLDS = 250;

  /**
   * Of one series, samples in time order.
   *
   * @param buffer largest buffer length L, in samples
   * @return NaN without both classes
   */
  static VolumeUnderSurface of(boolean[] labels, double[] scores, int buffer, int thresholds) {
    int positives = 0;
    for (boolean label : labels) {
      positives += label ? 1 : 0;
    }
    if (positives == 0 || positives == labels.length) {
      return new VolumeUnderSurface(Double.NaN, Double.NaN);
    }
    Curves curves = new Curves(labels, scores, positives, thresholds);
    double pr = 0;
    double roc = 0;
    for (int length = 0; length <= buffer; length++) {
      VolumeUnderSurface area = curves.areas(length);
      pr += area.pr;
      roc += area.roc;
    }
    return new VolumeUnderSurface(pr / (buffer + 1), roc / (buffer + 1));
  }

  /** Labels with a slope of {@code length / 2} samples on both sides of each anomaly. */
  static double[] soften(boolean[] labels, int length) {
    double[] soft = new double[labels.length];
    for (int i = 0; i < soft.length; i++) {
      soft[i] = labels[i] ? 1 : 0;
    }
    for (Span anomaly : Span.runs(labels)) {
      for (int d = 1; d <= length / 2; d++) {
        double weight = Math.sqrt(1.0 - d / (double) length);
        if (anomaly.last() + d < soft.length) {
          soft[anomaly.last() + d] += weight;
        }
        if (anomaly.first() - d >= 0) {
          soft[anomaly.first() - d] += weight;
        }
      }
    }
    for (int i = 0; i < soft.length; i++) {
      soft[i] = Math.min(soft[i], 1);
    }
    return soft;
  }

  /** The curves of one series. Samples are held in the order of their scores, highest first. */
  private static final class Curves {
    private final boolean[] labels;
    private final double[] scores;
    private final int positives;
    private final Integer[] order;

    /** By threshold: how many samples reach it. */
    private final int[] predicted;

    private final double[] limits;

    Curves(boolean[] labels, double[] scores, int positives, int thresholds) {
      this.labels = labels;
      this.scores = scores;
      this.positives = positives;
      order = Ranking.descending(scores);
      predicted = new int[thresholds];
      limits = new double[thresholds];
      double step = (scores.length - 1.0) / (thresholds - 1);
      for (int t = 0; t < thresholds; t++) {
        int at = t == thresholds - 1 ? scores.length - 1 : (int) (t * step);
        limits[t] = scores[order[at]];
        int count = at + 1;
        while (count < order.length && scores[order[count]] >= limits[t]) {
          count++;
        }
        predicted[t] = count;
      }
    }

    VolumeUnderSurface areas(int length) {
      double[] soft = soften(labels, length);
      double[] peaks = peaks(soft);
      double pr = 0;
      double roc = 0;
      double recallBefore = 0;
      double rateBefore = 0;
      double mass = 0;
      double slopeMass = 0;
      int taken = 0;
      for (int t = 0; t < predicted.length; t++) {
        for (; taken < predicted[t]; taken++) {
          int sample = order[taken];
          mass += soft[sample];
          slopeMass += labels[sample] ? 0 : soft[sample];
        }
        double all = positives + slopeMass / 2;
        double recall = Math.min(mass / all, 1) * reached(peaks, limits[t]);
        double rate = Math.min((taken - mass) / (scores.length - all), 1);
        pr += (recall - recallBefore) * mass / taken;
        roc += (rate - rateBefore) * (recall + recallBefore) / 2;
        recallBefore = recall;
        rateBefore = rate;
      }
      roc += (1 - rateBefore) * (1 + recallBefore) / 2;
      return new VolumeUnderSurface(pr, roc);
    }

    /** The highest score in each softened anomaly. */
    private double[] peaks(double[] soft) {
      boolean[] inside = new boolean[soft.length];
      for (int i = 0; i < inside.length; i++) {
        inside[i] = soft[i] > 0;
      }
      List<Span> spans = Span.runs(inside);
      double[] peaks = new double[spans.size()];
      for (int span = 0; span < peaks.length; span++) {
        peaks[span] = Double.NEGATIVE_INFINITY;
        for (int i = spans.get(span).first(); i <= spans.get(span).last(); i++) {
          peaks[span] = Math.max(peaks[span], scores[i]);
        }
      }
      return peaks;
    }

    /** Share of the softened anomalies with a sample that reaches the threshold. */
    private static double reached(double[] peaks, double limit) {
      int count = 0;
      for (double peak : peaks) {
        count += peak >= limit ? 1 : 0;
      }
      return (double) count / peaks.length;
    }
  }
}
