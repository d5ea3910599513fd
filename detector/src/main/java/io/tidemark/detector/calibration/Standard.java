package io.tidemark.detector.calibration;

import io.tidemark.detector.tick.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Mean and scale of the vectors of one part of one key. An element may be NaN, where a reading is
 * missing: it says nothing, and as a standard score it is 0.
 *
 * @param mean {@code [D]}
 * @param scale {@code [D]}, over 0
 */
record Standard(float[] mean, float[] scale) {
  /** Directions in which a key hardly moved get this share of the mean scale beside their own. */
  private static final double SHARED = 0.05;

  /** Learns from at least one vector; the companion's vectors keep the scale they have. */
  static Standard learn(Part part, List<float[]> vectors) {
    int length = vectors.get(0).length;
    double[] mean = new double[length];
    double[] squares = new double[length];
    int[] n = new int[length];
    for (float[] vector : vectors) {
      for (int i = 0; i < length; i++) {
        if (!Float.isNaN(vector[i])) {
          double difference = vector[i] - mean[i];
          mean[i] += difference / ++n[i];
          squares[i] += difference * (vector[i] - mean[i]);
        }
      }
    }
    float[] means = new float[length];
    for (int i = 0; i < length; i++) {
      means[i] = (float) mean[i];
      squares[i] = Math.sqrt(squares[i] / Math.max(n[i], 1));
    }
    return new Standard(means, scales(part, squares));
  }

  private static float[] scales(Part part, double[] deviations) {
    float[] scale = new float[deviations.length];
    if (part == Part.COMPANION) {
      Arrays.fill(scale, 1);
      return scale;
    }
    double shared = SHARED * Arrays.stream(deviations).average().orElse(0);
    for (int i = 0; i < scale.length; i++) {
      scale[i] = (float) Math.max(Math.hypot(deviations[i], shared), part.smallestScale);
    }
    return scale;
  }

  /** The vector in standard scores. */
  double[] apply(float[] vector) {
    double[] standard = new double[mean.length];
    for (int i = 0; i < standard.length; i++) {
      standard[i] = Float.isNaN(vector[i]) ? 0 : (vector[i] - mean[i]) / scale[i];
    }
    return standard;
  }

  void write(DataOutput out) throws IOException {
    out.writeShort(mean.length);
    StateFormat.writeFloats(mean, mean.length, out);
    StateFormat.writeFloats(scale, scale.length, out);
  }

  static Standard read(DataInput in) throws IOException {
    float[] mean = new float[in.readUnsignedShort()];
    float[] scale = new float[mean.length];
    StateFormat.readFloats(mean, mean.length, in);
    StateFormat.readFloats(scale, scale.length, in);
    return new Standard(mean, scale);
  }
}
