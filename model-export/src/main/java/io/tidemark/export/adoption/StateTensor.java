package io.tidemark.export.adoption;

import io.tidemark.export.inspection.TensorSignature;
import io.tidemark.export.onnx.Attribute;
import io.tidemark.export.onnx.GraphBuilder;
import io.tidemark.export.onnx.Value;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The shape of a tensor with one vector a key: float32, one axis dynamic, whichever it is, such as
 * {@code [N,H]} or PyTorch's {@code [layers,N,H]}.
 *
 * @param shape lengths of its axes
 * @param batchAxis the dynamic one
 */
record StateTensor(List<Long> shape, int batchAxis) {

  /** Whether a tensor has such a shape. */
  static boolean fits(TensorSignature tensor) {
    return tensor.type().equals("FLOAT")
        && tensor.shape().stream().filter(length -> length == TensorSignature.DYNAMIC).count() == 1;
  }

  static StateTensor of(TensorSignature tensor) {
    return new StateTensor(tensor.shape(), tensor.shape().indexOf(TensorSignature.DYNAMIC));
  }

  /** Numbers of one key. */
  long length() {
    return shape.stream()
        .filter(axis -> axis != TensorSignature.DYNAMIC)
        .reduce(1L, (a, b) -> a * b);
  }

  /** From {@code [N,length]} to this shape. */
  Value ofVector(GraphBuilder graph, Value vector) {
    if (plain()) {
      return vector;
    }
    long[] batchFirst = new long[shape.size()];
    batchFirst[0] = -1;
    int next = 1;
    for (long axis : shape) {
      if (axis != TensorSignature.DYNAMIC) {
        batchFirst[next++] = axis;
      }
    }
    Value reshaped = graph.add("Reshape", List.of(vector, graph.longs("shape", batchFirst)));
    long[] order = IntStream.range(0, shape.size()).mapToLong(this::axisOfBatchFirst).toArray();
    return transposed(graph, reshaped, order);
  }

  /** From this shape to {@code [N,length]}. */
  Value toVector(GraphBuilder graph, Value tensor) {
    // Also where the shape is plain: the other tool need not have written it down.
    long[] order = IntStream.range(0, shape.size()).mapToLong(this::axisBefore).toArray();
    return graph.add(
        "Reshape", List.of(transposed(graph, tensor, order), graph.longs("vector", -1, length())));
  }

  private boolean plain() {
    return shape.size() == 2 && batchAxis == 0;
  }

  private Value transposed(GraphBuilder graph, Value value, long[] order) {
    return batchAxis == 0
        ? value
        : graph.add("Transpose", List.of(value), Attribute.ofLongs("perm", order));
  }

  /** Where an axis lies once the batch is first. */
  private long axisOfBatchFirst(int axis) {
    return axis == batchAxis ? 0 : axis < batchAxis ? axis + 1L : axis;
  }

  /** Which axis comes to lie here when the batch is put first. */
  private long axisBefore(int axis) {
    return axis == 0 ? batchAxis : axis <= batchAxis ? axis - 1L : axis;
  }
}
