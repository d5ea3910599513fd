package io.tidemark.detector.linear;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Least squares with a small penalty on large weights (Hoerl and Kennard 1970), gathered sample by
 * sample.
 */
public final class RidgeRegression {
  /** Penalty, as a share of the mean of the diagonal. */
  private static final double PENALTY = 1e-4;

  private final int inputs;
  private final int outputs;
  private final DMatrixRMaj products;
  private final DMatrixRMaj targets;

  /**
   * @param inputs of a sample, without the constant that is added to them
   * @param outputs of a sample
   */
  public RidgeRegression(int inputs, int outputs) {
    this.inputs = inputs;
    this.outputs = outputs;
    products = new DMatrixRMaj(inputs + 1, inputs + 1);
    targets = new DMatrixRMaj(inputs + 1, outputs);
  }

  /** Takes a sample: {@code input} and, from {@code at} on, what is to come of it. */
  public void add(float[] input, float[] output, int at) {
    for (int row = 0; row <= inputs; row++) {
      double value = row < inputs ? input[row] : 1;
      for (int column = 0; column <= row; column++) {
        products.data[row * (inputs + 1) + column] += value * (column < inputs ? input[column] : 1);
      }
      for (int column = 0; column < outputs; column++) {
        targets.data[row * outputs + column] += value * output[at + column];
      }
    }
  }

  /**
   * The weights.
   *
   * @return {@code [inputs + 1][outputs]}, the constant's last; zeros where there was no sample
   */
  public double[][] solve() {
    DMatrixRMaj matrix = products.copy();
    double trace = 0;
    for (int row = 0; row <= inputs; row++) {
      for (int column = 0; column < row; column++) {
        matrix.set(column, row, matrix.get(row, column));
      }
      trace += matrix.get(row, row);
    }
    double penalty = Math.max(PENALTY * trace / (inputs + 1), Double.MIN_NORMAL);
    for (int row = 0; row <= inputs; row++) {
      matrix.add(row, row, penalty);
    }
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(inputs + 1);
    double[][] weights = new double[inputs + 1][outputs];
    DMatrixRMaj solved = new DMatrixRMaj(inputs + 1, outputs);
    if (!solver.setA(matrix)) {
      throw new IllegalStateException("a penalised matrix of products is not positive definite");
    }
    solver.solve(targets.copy(), solved);
    for (int row = 0; row <= inputs; row++) {
      for (int column = 0; column < outputs; column++) {
        weights[row][column] = solved.get(row, column);
      }
    }
    return weights;
  }
}
