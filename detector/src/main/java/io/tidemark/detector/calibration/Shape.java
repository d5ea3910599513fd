package io.tidemark.detector.calibration;

import io.tidemark.detector.linear.Clip;
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
 * what principal components leave. The matrix is stored by columns, so that its product with a
 * vector, which is much of the CPU time of a verdict, adds to many sums side by side.
 */
final class Shape {
  /** Added to the diagonal, so that directions in which nothing moved can be divided by. */
  private static final double RIDGE = 1e-3;

  /** Share of the variance that the principal components hold. */
  private static final double EXPLAINED = 0.9;

  /** Standard scores count as no further away, so that a sum of them is a float. */
  private static final float FURTHEST = 1e15f;

  private static final Kind[] KINDS = Kind.values();

  /** What the rows of the matrix are. */
  private enum Kind {
    /** The packed lower triangle of a whitening matrix. */
    WHITENING,
    /** Unit vectors of the principal components, a row each. */
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
    for (int column = 0; column < n; column++) {
      for (int row = column; row < n; row++) {
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
        ? of(Kind.REMAINDER, length, found.directions(found.count(), length))
        : of(Kind.COMPONENTS, length, found.directions(0, found.count()));
  }

  private static Shape of(Kind kind, int length, float[] directions) {
    int rows = directions.length / length;
    float[] columns = new float[directions.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < length; column++) {
        columns[column * rows + row] = directions[row * length + column];
      }
    }
    return new Shape(kind, length, rows, columns);
  }

  int length() {
    return length;
  }

  /** Mean square by element: about 1 for a normal window's Mahalanobis distance. */
  double distance(double[] standard) {
    double product = squares(product(standard));
    double squares = kind == Kind.COMPONENTS ? Math.max(0, squares(standard) - product) : product;
    return squares / length;
  }

  /** What principal components leave of a vector; not for a whitening matrix. */
  double[] residual(double[] standard) {
    double[] left = kind == Kind.REMAINDER ? new double[length] : standard.clone();
    int sign = kind == Kind.REMAINDER ? 1 : -1;
    float[] projections = product(standard);
    for (int column = 0; column < length; column++) {
      for (int row = 0; row < rows; row++) {
        left[column] += sign * (double) projections[row] * matrix[column * rows + row];
      }
    }
    return left;
  }

  /** The matrix times the vector, {@code [rows]}. */
  private float[] product(double[] standard) {
    float[] sums = new float[rows];
    int at = 0;
    for (int column = 0; column < length; column++) {
      float value = (float) Clip.within(standard[column], FURTHEST);
      int first = kind == Kind.WHITENING ? column : 0;
      int count = rows - first;
      for (int i = 0; i < count; i++) {
        sums[first + i] += matrix[at + i] * value;
      }
      at += count;
    }
    return sums;
  }

  private static double squares(float[] values) {
    double squares = 0;
    for (double value : values) {
      squares += value * value;
    }
    return squares;
  }

  private static double squares(double[] values) {
    double squares = 0;
    for (double value : values) {
      squares += value * value;
    }
    return squares;
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
