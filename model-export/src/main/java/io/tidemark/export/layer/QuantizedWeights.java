package io.tidemark.export.layer;

import io.tidemark.export.onnx.GraphBuilder;
import io.tidemark.export.onnx.Value;

/**
 * Weights of an LSTM as ONNX Runtime's {@code DynamicQuantizeLSTM} wants them: int8, symmetric, one
 * scale a row (a gate's unit), transposed.
 *
 * @param weights {@code [directions, columns, rows]}
 * @param scale {@code [directions, rows]}
 * @param zero {@code [directions, rows]}, zeros
 */
record QuantizedWeights(Value weights, Value scale, Value zero) {
  /**
   * Half of what int8 holds. Without VNNI, x86 adds two products of an input up to 255 and a weight
   * in 16 bits, which saturate: 2 * 255 * 63 fits, 2 * 255 * 127 does not, and would come out wrong
   * and different from machine to machine.
   */
  private static final int LARGEST = 63;

  /**
   * Writes them.
   *
   * @param values {@code [directions, rows, columns]}, row-major
   */
  static QuantizedWeights write(
      GraphBuilder graph, String name, float[] values, int directions, int rows, int columns) {
    byte[] weights = new byte[values.length];
    float[] scales = new float[directions * rows];
    for (int row = 0; row < scales.length; row++) {
      float scale = scale(values, row * columns, columns);
      scales[row] = scale;
      int direction = row / rows;
      for (int column = 0; column < columns; column++) {
        int at = (direction * columns + column) * rows + row % rows;
        weights[at] = (byte) Math.round(values[row * columns + column] / scale);
      }
    }
    return new QuantizedWeights(
        graph.bytes(name, weights, directions, columns, rows),
        graph.floats(name + ".scale", scales, directions, rows),
        graph.bytes(name + ".zero", new byte[scales.length], directions, rows));
  }

  private static float scale(float[] values, int from, int length) {
    float largest = 0;
    for (int i = from; i < from + length; i++) {
      largest = Math.max(largest, Math.abs(values[i]));
    }
    return largest == 0 ? 1 : largest / LARGEST;
  }
}
