package io.tidemark.detector.calibration;

import io.tidemark.detector.linear.PrincipalComponents;
import io.tidemark.detector.tick.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;

/**
 * How far a standardised vector is from normal: the Mahalanobis distance by a whitening matrix, or
 * what principal components leave.
 */
final class Shape {
  /** Added to the diagonal, so that directions in which nothing moved can be divided by. */
  private static final double RIDGE = 1e-3;

  /** Share of the variance that the principal components hold. */
  private static final double EXPLAINED = 0.9;

  private final int length;
  private final int rows;
  private final float[] matrix;

  /** Whitening: packed lower triangle. Components: {@code rows} unit vectors. */
  private final boolean components;

  private Shape(boolean components, int length, int rows, float[] matrix) {
    this.components = components;
    this.length = length;
    this.rows = rows;
    this.matrix = matrix;
  }

  static Shape of(Part part, DMatrixRMaj covariance) {
    return part == Part.COMPANION ? components(covariance) : whitening(covariance);
  }

  /** The inverse of the Cholesky factor: {@code |L^-1 d|^2 = d' C^-1 d}. */
  private static Shape whitening(DMatrixRMaj covariance) {
    int n = covariance.numRows;
    for (int i = 0; i < n; i++) {
      covariance.add(i, i, RIDGE);
    }
    CholeskyDecomposition_F64<DMatrixRMaj> cholesky = DecompositionFactory_DDRM.chol(n, true);
    if (!cholesky.decompose(covariance)) {
      throw new IllegalStateException("a covariance with a ridge is not positive definite");
    }
    DMatrixRMaj inverse = cholesky.getT(null);
    CommonOps_DDRM.invert(inverse);
    float[] packed = new float[n * (n + 1) / 2];
    int at = 0;
    for (int row = 0; row < n; row++) {
      for (int column = 0; column <= row; column++) {
        packed[at++] = (float) inverse.get(row, column);
      }
    }
    return new Shape(false, n, n, packed);
  }

  private static Shape components(DMatrixRMaj covariance) {
    PrincipalComponents found = PrincipalComponents.of(covariance, EXPLAINED);
    float[] rows = found.directions(0, found.count());
    return new Shape(true, covariance.numRows, found.count(), rows);
  }

  int length() {
    return length;
  }

  /** Mean square by element: about 1 for a normal window's Mahalanobis distance. */
  double distance(double[] standard) {
    return (components ? left(standard) : whitened(standard)) / length;
  }

  private double whitened(double[] standard) {
    double squares = 0;
    int at = 0;
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      for (int column = 0; column <= row; column++) {
        sum += matrix[at++] * standard[column];
      }
      squares += sum * sum;
    }
    return squares;
  }

  private double left(double[] standard) {
    double squares = 0;
    for (double value : standard) {
      squares += value * value;
    }
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      for (int i = 0; i < length; i++) {
        sum += matrix[row * length + i] * standard[i];
      }
      squares -= sum * sum;
    }
    return Math.max(0, squares);
  }

  void write(DataOutput out) throws IOException {
    out.writeBoolean(components);
    out.writeShort(length);
    out.writeShort(rows);
    out.writeInt(matrix.length);
    StateFormat.writeFloats(matrix, matrix.length, out);
  }

  static Shape read(DataInput in) throws IOException {
    boolean components = in.readBoolean();
    int length = in.readUnsignedShort();
    int rows = in.readUnsignedShort();
    float[] matrix = new float[in.readInt()];
    StateFormat.readFloats(matrix, matrix.length, in);
    return new Shape(components, length, rows, matrix);
  }
}
