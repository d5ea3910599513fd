package io.tidemark.detector.calibration;

import io.tidemark.detector.definition.Calibration;
import io.tidemark.detector.definition.Scoring;
import io.tidemark.detector.linear.Covariance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fits a key's distances to its calibration windows, and says how much they flatter themselves:
 * distances and their quantiles come from the same windows, so windows to come lie further out. A
 * cross-fit in four blocks of time scores each block by a fit to the others; its scores are the
 * key's normal ones.
 */
final class Calibrator {
  /** Fewer windows than this cannot be cross-fitted. */
  static final int FEWEST = Calibration.FEWEST_WINDOWS;

  /** The quantile that is the edge of normal. */
  static final double EDGE = 0.99;

  private static final int BLOCKS = 4;

  private static final double STILL = 1e-6;

  private final List<Part> parts;
  private final Fleet fleet;
  private final Scoring scoring;

  Calibrator(List<Part> parts, Fleet fleet, Scoring scoring) {
    this.parts = parts;
    this.fleet = fleet;
    this.scoring = scoring;
  }

  /**
   * What a key knows after its warm-up.
   *
   * @param fit its distances
   * @param reference its normal scores
   * @param optimism ratio of the cross-fitted to the fitted edge of normal, as levels
   * @param level where its scores stand at the end of the warm-up
   * @param scores its normal scores in time order
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Outcome(
      KeyFit fit, Reference reference, double optimism, KeyLevel level, double[] scores) {}

  /**
   * @param samples at least {@link #FEWEST}, in time order
   */
  Outcome calibrate(List<float[][]> samples) {
    KeyFit fit = fit(samples);
    KeyLevel end = new KeyLevel();
    double fitted = edge(smooth(levels(fit, samples), end));
    double[] crossed = smooth(crossed(samples), new KeyLevel());
    double edge = edge(crossed);
    // A key that never moved has no edge, and nothing to be optimistic about.
    double optimism = fitted > STILL && edge > STILL ? edge / fitted : 1;
    // Both the key's own optimism and the fleet's are uncertain; their geometric mean is less so.
    double mixed = Math.sqrt(optimism * (fleet.optimism() > 1 ? fleet.optimism() : optimism));
    double[] scores = new double[crossed.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Math.expm1(crossed[i] * mixed / optimism);
    }
    return new Outcome(fit, Reference.of(scores), optimism, end, scores);
  }

  private double[] crossed(List<float[][]> samples) {
    double[] levels = new double[samples.size()];
    for (int block = 0; block < BLOCKS; block++) {
      int from = block * samples.size() / BLOCKS;
      int to = (block + 1) * samples.size() / BLOCKS;
      List<float[][]> others = new ArrayList<>(samples.subList(0, from));
      others.addAll(samples.subList(to, samples.size()));
      KeyFit fit = fit(others);
      for (int i = from; i < to; i++) {
        levels[i] = fit.level(samples.get(i), fleet);
      }
    }
    return levels;
  }

  private KeyFit fit(List<float[][]> samples) {
    List<Distance> distances = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      int at = i;
      distances.add(distance(parts.get(i), samples.stream().map(s -> s[at]).toList()));
    }
    return new KeyFit(parts, distances);
  }

  private Distance distance(Part part, List<float[]> vectors) {
    int length = vectors.get(0).length;
    Standard standard = Standard.learn(part, vectors);
    List<double[]> standardised = vectors.stream().map(standard::apply).toList();
    boolean borrowed = scoring.calibration() == Calibration.FLEET && fleet.knows(part, length);
    Shape shape = borrowed ? fleet.shape(part, length) : own(part, standardised, length);
    double[] found = standardised.stream().mapToDouble(shape::distance).sorted().toArray();
    float unit = (float) Math.max(quantile(found), part.smallestUnit);
    return new Distance(standard, borrowed ? null : shape, unit);
  }

  private Shape own(Part part, List<double[]> standardised, int length) {
    Covariance covariance = new Covariance(length);
    standardised.forEach(covariance::add);
    return fleet.drawn(part, covariance, length);
  }

  private double[] levels(KeyFit fit, List<float[][]> samples) {
    return samples.stream().mapToDouble(sample -> fit.level(sample, fleet)).toArray();
  }

  private double[] smooth(double[] levels, KeyLevel level) {
    return Arrays.stream(levels).map(next -> level.next(next, scoring)).toArray();
  }

  private static double edge(double[] levels) {
    double[] sorted = levels.clone();
    Arrays.sort(sorted);
    return quantile(sorted);
  }

  private static double quantile(double[] sorted) {
    return io.tidemark.detector.model.Quantile.ofSorted(sorted, sorted.length, EDGE);
  }
}
