package io.tidemark.detector.linear;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The directions of a covariance, those in which most varies first (Pearson 1901; what they leave:
 * the Q statistic of Jackson and Mudholkar 1979).
 */
public final class PrincipalComponents {
  private final EigenDecomposition_F64<DMatrixRMaj> eigen;
  private final int length;
  private final List<Integer> order;
  private final int count;

  private PrincipalComponents(
      EigenDecomposition_F64<DMatrixRMaj> eigen, int length, List<Integer> order, int count) {
    this.eigen = eigen;
    this.length = length;
    this.order = order;
    this.count = count;
  }

  /**
   * Finds them.
   *
   * @param covariance symmetric {@code [N,N]}; is overwritten
   * @param explained share of the variance that the principal ones are to hold, over 0, at most 1.
   *     Under 1, at least one direction is left over, though all of them may be needed to hold it:
   *     what is left would be zero else, whatever comes.
   */
  public static PrincipalComponents of(DMatrixRMaj covariance, double explained) {
    int length = covariance.numRows;
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(length, true, true);
    if (!eigen.decompose(covariance)) {
      throw new IllegalStateException("the eigenvalues of a covariance were not found");
    }
    double[] variance = new double[length];
    Arrays.setAll(variance, i -> Math.max(0, eigen.getEigenvalue(i).getReal()));
    List<Integer> order =
        IntStream.range(0, length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -variance[i]))
            .toList();
    int most = explained < 1 ? length - 1 : length;
    double wanted = explained * Arrays.stream(variance).sum();
    int count = 0;
    for (double sum = 0; count < most && sum < wanted; count++) {
      sum += variance[order.get(count)];
    }
    return new PrincipalComponents(eigen, length, order, count);
  }

  /** How many hold the share that was asked for. */
  public int count() {
    return count;
  }

  /** Unit vectors of the directions {@code from} to before {@code to}, row-major. */
  public float[] directions(int from, int to) {
    float[] rows = new float[(to - from) * length];
    for (int row = from; row < to; row++) {
      DMatrixRMaj vector = eigen.getEigenVector(order.get(row));
      for (int i = 0; i < length; i++) {
        rows[(row - from) * length + i] = (float) vector.get(i);
      }
    }
    return rows;
  }
}
