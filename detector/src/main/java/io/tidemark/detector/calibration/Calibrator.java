package io.tidemark.detector.calibration;

import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.linear.Covariance;
import io.tidemark.detector.model.Quantile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fits a key's distances to its calibration windows: means and scales are the key's own, shapes the
 * fleet's. Where the model's file does not know the fleet, shapes are the key's own too. Such
 * distances flatter themselves, since they come from the windows that they are measured on, so the
 * key's normal levels then come from a cross-fit in four blocks of time, each block by a fit to the
 * others.
 */
final class Calibrator {
  /** The quantile that is the edge of normal. */
  static final double EDGE = 0.99;

  private static final int BLOCKS = 4;

  /** As many as the other blocks of the shortest calibration have. */
  private static final int FEWEST_OF_OTHERS = Baseline.FEWEST_WINDOWS * (BLOCKS - 1) / BLOCKS;

  private final List<Part> parts;
  private final Fleet fleet;

  Calibrator(List<Part> parts, Fleet fleet) {
    this.parts = parts;
    this.fleet = fleet;
  }

  /**
   * What a key knows after its warm-up.
   *
   * @param fit its distances
   * @param reference its normal scores
   * @param level where its scores stand at the end of the warm-up
   * @param levels its normal levels in time order
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Outcome(KeyFit fit, Reference reference, KeyLevel level, double[] levels) {}

  /**
   * @param samples at least {@link Baseline#FEWEST_WINDOWS}, in time order
   */
  Outcome calibrate(List<float[][]> samples) {
    KeyFit fit = fit(samples, Baseline.FEWEST_WINDOWS);
    double[] fitted = levels(fit, samples);
    double[] levels = fit.borrowed() ? fitted : crossed(samples);
    KeyLevel end = new KeyLevel();
    for (double level : fitted) {
      end.rank(level);
    }
    KeyLevel start = new KeyLevel();
    double[] scores = Arrays.stream(levels).map(start::rank).toArray();
    return new Outcome(fit, Reference.of(scores), end, levels);
  }

  private double[] crossed(List<float[][]> samples) {
    double[] levels = new double[samples.size()];
    for (int block = 0; block < BLOCKS; block++) {
      int from = block * samples.size() / BLOCKS;
      int to = (block + 1) * samples.size() / BLOCKS;
      List<float[][]> others = new ArrayList<>(samples.subList(0, from));
      others.addAll(samples.subList(to, samples.size()));
      KeyFit fit = fit(others, FEWEST_OF_OTHERS);
      for (int i = from; i < to; i++) {
        levels[i] = fit.level(samples.get(i), fleet);
      }
    }
    return levels;
  }

  /**
   * @param fewest windows in which a part must be known for a distance
   */
  private KeyFit fit(List<float[][]> samples, int fewest) {
    List<Distance> distances = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      int at = i;
      distances.add(distance(parts.get(i), samples.stream().map(s -> s[at]).toList(), fewest));
    }
    return new KeyFit(parts, distances);
  }

  private Distance distance(Part part, List<float[]> all, int fewest) {
    int length = all.get(0).length;
    List<float[]> vectors = all.stream().filter(part::known).toList();
    if (vectors.size() < fewest) {
      return Distance.unknown(length);
    }
    Standard standard = Standard.learn(part, vectors);
    List<double[]> standardised = vectors.stream().map(standard::apply).toList();
    boolean borrowed = fleet.knows(part, length);
    Shape shape = borrowed ? fleet.shape(part, length) : own(part, standardised, length);
    double[] found = standardised.stream().mapToDouble(shape::distance).sorted().toArray();
    float unit = (float) Math.max(quantile(found), part.smallestUnit);
    return new Distance(standard, borrowed ? null : shape, unit);
  }

  private static Shape own(Part part, List<double[]> standardised, int length) {
    Covariance covariance = new Covariance(length);
    standardised.forEach(covariance::add);
    return Fleet.own(part, covariance, length);
  }

  private double[] levels(KeyFit fit, List<float[][]> samples) {
    return samples.stream().mapToDouble(sample -> fit.level(sample, fleet)).toArray();
  }

  private static double quantile(double[] sorted) {
    return Quantile.ofSorted(sorted, sorted.length, EDGE);
  }
}
