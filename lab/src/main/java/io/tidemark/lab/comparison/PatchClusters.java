package io.tidemark.lab.comparison;

import io.tidemark.export.window.WindowSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.ml.clustering.DoublePoint;
import org.apache.commons.math3.ml.clustering.KMeansPlusPlusClusterer;
import org.apache.commons.math3.ml.distance.EuclideanDistance;
import org.apache.commons.math3.random.Well19937c;

/**
 * Distance of the last ticks to the nearest centre of normal stretches of as many (KMeansAD: Yairi,
 * Kato and Hori 2001, "Fault detection by mining association rules from housekeeping data"; here
 * with k-means++).
 */
final class PatchClusters implements Baseline {
  private static final int TICKS = 20;
  private static final int CLUSTERS = 20;
  private static final int ITERATIONS = 50;

  /** Windows overlap, so that a few thousand of them say as much as all. */
  private static final int MOST_PATCHES = 4000;

  private final int length;
  private final double[][] centers;

  PatchClusters(WindowSet normal, int seed) {
    length = Math.min(TICKS, normal.length()) * normal.features();
    List<DoublePoint> patches = new ArrayList<>();
    int count = Math.min(normal.size(), MOST_PATCHES);
    for (int i = 0; i < count; i++) {
      int at = (int) ((long) i * normal.size() / count);
      patches.add(new DoublePoint(patch(normal.values().get(at))));
    }
    centers =
        new KMeansPlusPlusClusterer<DoublePoint>(
                Math.min(CLUSTERS, count),
                ITERATIONS,
                new EuclideanDistance(),
                new Well19937c(seed))
            .cluster(patches).stream()
                .map(cluster -> cluster.getCenter().getPoint())
                .toArray(double[][]::new);
  }

  @Override
  public String name() {
    return "k-means";
  }

  @Override
  public long parameters() {
    return (long) centers.length * length;
  }

  @Override
  public double score(String key, boolean learn, float[] values) {
    double[] patch = patch(values);
    double nearest = Double.POSITIVE_INFINITY;
    for (double[] center : centers) {
      double squares = 0;
      for (int i = 0; i < length && squares < nearest; i++) {
        double difference = patch[i] - center[i];
        squares += difference * difference;
      }
      nearest = Math.min(nearest, squares);
    }
    return Math.sqrt(nearest / length);
  }

  private double[] patch(float[] window) {
    double[] patch = new double[length];
    Arrays.setAll(patch, i -> window[window.length - length + i]);
    return patch;
  }
}
