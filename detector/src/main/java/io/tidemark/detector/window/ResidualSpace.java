package io.tidemark.detector.window;

import io.tidemark.detector.linear.Covariance;
import io.tidemark.detector.linear.PrincipalComponents;
import io.tidemark.detector.tick.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * What the principal components of vectors, those that hold 90 % of their variance, leave of a
 * vector. Keeps the components or, where they are fewer, the directions beside them: at most half
 * of a square matrix.
 */
final class ResidualSpace {
  private static final double EXPLAINED = 0.9;

  private final float[] mean;

  /** Unit vectors, row-major. */
  private final float[] rows;

  /** Whether the rows span what is left, and not what is taken away. */
  private final boolean spansLeft;

  private ResidualSpace(float[] mean, float[] rows, boolean spansLeft) {
    this.mean = mean;
    this.rows = rows;
    this.spansLeft = spansLeft;
  }

  /**
   * @param vectors at least one
   */
  static ResidualSpace of(List<float[]> vectors) {
    float[] mean = mean(vectors);
    int length = mean.length;
    PrincipalComponents found = PrincipalComponents.of(covariance(vectors, mean), EXPLAINED);
    boolean left = 2 * found.count() > length;
    float[] rows =
        left ? found.directions(found.count(), length) : found.directions(0, found.count());
    return new ResidualSpace(mean, rows, left);
  }

  private static float[] mean(List<float[]> vectors) {
    float[] mean = new float[vectors.get(0).length];
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (float[] vector : vectors) {
        sum += vector[i];
      }
      mean[i] = (float) (sum / vectors.size());
    }
    return mean;
  }

  private static DMatrixRMaj covariance(List<float[]> vectors, float[] mean) {
    Covariance covariance = new Covariance(mean.length);
    double[] centred = new double[mean.length];
    for (float[] vector : vectors) {
      Arrays.setAll(centred, i -> vector[i] - mean[i]);
      covariance.add(centred);
    }
    return covariance.mean();
  }

  /** Sum of the squares of what is left of a vector. */
  double left(float[] vector) {
    double inRows = 0;
    for (int row = 0; row < rows.length; row += mean.length) {
      double sum = 0;
      for (int i = 0; i < mean.length; i++) {
        sum += rows[row + i] * (vector[i] - mean[i]);
      }
      inRows += sum * sum;
    }
    return spansLeft ? inRows : Math.max(0, all(vector) - inRows);
  }

  /** Square of a vector's distance from the mean. */
  double all(float[] vector) {
    double all = 0;
    for (int i = 0; i < mean.length; i++) {
      double difference = vector[i] - mean[i];
      all += difference * difference;
    }
    return all;
  }

  void write(DataOutput out) throws IOException {
    StateFormat.writeCount(mean.length, out);
    StateFormat.writeFloats(mean, mean.length, out);
    out.writeBoolean(spansLeft);
    StateFormat.writeCount(rows.length, out);
    StateFormat.writeFloats(rows, rows.length, out);
  }

  static ResidualSpace read(DataInput in) throws IOException {
    float[] mean = new float[(int) StateFormat.readCount(in)];
    StateFormat.readFloats(mean, mean.length, in);
    boolean left = in.readBoolean();
    float[] rows = new float[(int) StateFormat.readCount(in)];
    StateFormat.readFloats(rows, rows.length, in);
    return new ResidualSpace(mean, rows, left);
  }
}
