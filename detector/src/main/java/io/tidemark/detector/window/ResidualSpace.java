package io.tidemark.detector.window;

import io.tidemark.detector.tick.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

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
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(length, true, true);
    if (!eigen.decompose(covariance(vectors, mean))) {
      throw new IllegalStateException("the eigenvalues of a covariance were not found");
    }
    double[] variance = new double[length];
    Arrays.setAll(variance, i -> Math.max(0, eigen.getEigenvalue(i).getReal()));
    List<Integer> order =
        IntStream.range(0, length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -variance[i]))
            .toList();
    double wanted = EXPLAINED * Arrays.stream(variance).sum();
    int taken = 0;
    for (double sum = 0; taken < length && sum < wanted; taken++) {
      sum += variance[order.get(taken)];
    }
    boolean left = 2 * taken > length;
    List<Integer> kept = left ? order.subList(taken, length) : order.subList(0, taken);
    float[] rows = new float[kept.size() * length];
    for (int row = 0; row < kept.size(); row++) {
      DMatrixRMaj vector = eigen.getEigenVector(kept.get(row));
      for (int i = 0; i < length; i++) {
        rows[row * length + i] = (float) vector.get(i);
      }
    }
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
    int length = mean.length;
    DMatrixRMaj covariance = new DMatrixRMaj(length, length);
    for (float[] vector : vectors) {
      for (int row = 0; row < length; row++) {
        double difference = (vector[row] - mean[row]) / vectors.size();
        for (int column = 0; column <= row; column++) {
          covariance.add(row, column, difference * (vector[column] - mean[column]));
        }
      }
    }
    for (int row = 0; row < length; row++) {
      for (int column = 0; column < row; column++) {
        covariance.set(column, row, covariance.get(row, column));
      }
    }
    return covariance;
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
