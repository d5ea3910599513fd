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

  private static final Kind[] KINDS = Kind.values();

  /** What the rows of the matrix are. */
  private enum Kind {
    /** The packed lower triangle of a whitening matrix. */
    WHITENING,
    /** Unit vectors of the principal components. */
    COMPONENTS,
    /** Unit vectors of all other components, where they are fewer. */
    REMAINDER
  }

  private final Kind kind;
  private final int length;
  private final int rows;
  private final float[] matrix;

  private Shape(Kind kind, int length, int rows, float[] matrix) {
    this.kind = kind;
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
    return new Shape(Kind.WHITENING, n, n, packed);
  }

  private static Shape components(DMatrixRMaj covariance) {
    PrincipalComponents found = PrincipalComponents.of(covariance, EXPLAINED);
    int length = covariance.numRows;
    int remaining = length - found.count();
    // Both give the same distance.
    return remaining < found.count()
        ? new Shape(Kind.REMAINDER, length, remaining, found.directions(found.count(), length))
        : new Shape(Kind.COMPONENTS, length, found.count(), found.directions(0, found.count()));
  }

  int length() {
    return length;
  }

  /** Mean square by element: about 1 for a normal window's Mahalanobis distance. */
  double distance(double[] standard) {
    double squares =
        switch (kind) {
          case WHITENING -> whitened(standard);
          case COMPONENTS -> Math.max(0, squares(standard) - projected(standard));
          case REMAINDER -> projected(standard);
        };
    return squares / length;
  }

  /** What principal components leave of a vector; not for a whitening matrix. */
  double[] residual(double[] standard) {
    double[] left = kind == Kind.REMAINDER ? new double[length] : standard.clone();
    int sign = kind == Kind.REMAINDER ? 1 : -1;
    for (int row = 0; row < rows; row++) {
      double projection = sign * product(row * length, standard, length);
      for (int i = 0; i < length; i++) {
        left[i] += projection * matrix[row * length + i];
      }
    }
    return left;
  }

  private double whitened(double[] standard) {
    double squares = 0;
    int at = 0;
    for (int row = 0; row < rows; row++) {
      double sum = product(at, standard, row + 1);
      at += row + 1;
      squares += sum * sum;
    }
    return squares;
  }

  private static double squares(double[] standard) {
    double squares = 0;
    for (double value : standard) {
      squares += value * value;
    }
    return squares;
  }

  /** Squared length of the vector's projection on the rows. */
  private double projected(double[] standard) {
    double squares = 0;
    for (int row = 0; row < rows; row++) {
      double sum = product(row * length, standard, length);
      squares += sum * sum;
    }
    return squares;
  }

  /**
   * Inner product of a row with the vector: most of the CPU time of a verdict. In a single sum each
   * addition would wait for the one before; four sums go side by side.
   */
  private double product(int from, double[] standard, int count) {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      first += matrix[from + i] * standard[i];
      second += matrix[from + i + 1] * standard[i + 1];
      third += matrix[from + i + 2] * standard[i + 2];
      fourth += matrix[from + i + 3] * standard[i + 3];
    }
    for (; i < count; i++) {
      first += matrix[from + i] * standard[i];
    }
    return (first + second) + (third + fourth);
  }

  void write(DataOutput out) throws IOException {
    out.writeByte(kind.ordinal());
    out.writeShort(length);
    out.writeShort(rows);
    out.writeInt(matrix.length);
    StateFormat.writeFloats(matrix, matrix.length, out);
  }

  static Shape read(DataInput in) throws IOException {
    Kind kind = KINDS[in.readUnsignedByte()];
    int length = in.readUnsignedShort();
    int rows = in.readUnsignedShort();
    float[] matrix = new float[in.readInt()];
    StateFormat.readFloats(matrix, matrix.length, in);
    return new Shape(kind, length, rows, matrix);
  }
}
