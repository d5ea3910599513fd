package io.tidemark.export.inspection;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Name, type and shape of a graph's input or output.
 *
 * @param name as in the graph
 * @param type such as {@code FLOAT}
 * @param shape one length an axis, {@link #DYNAMIC} where it is free
 */
public record TensorSignature(String name, String type, List<Long> shape) {
  public static final long DYNAMIC = -1;

  static TensorSignature of(ValueInfoProto info) {
    TypeProto.Tensor tensor = info.getType().getTensorType();
    DataType type = DataType.forNumber(tensor.getElemType());
    return new TensorSignature(
        info.getName(),
        type == null ? "UNKNOWN" : type.name(),
        tensor.getShape().getDimList().stream().map(TensorSignature::length).toList());
  }

  /** Whether it is float32 with a free first axis and then these lengths. */
  boolean isFloat(long... lengths) {
    boolean fits = type.equals("FLOAT") && shape.size() == lengths.length + 1;
    for (int i = 0; fits && i < shape.size(); i++) {
      fits = i == 0 ? shape.get(0) == DYNAMIC : shape.get(i) == lengths[i - 1];
    }
    return fits;
  }

  private static long length(Dimension dimension) {
    return dimension.hasDimValue() && dimension.getDimValue() > 0
        ? dimension.getDimValue()
        : DYNAMIC;
  }

  /** Such as {@code FLOAT [N,30,8]}. */
  @Override
  public String toString() {
    return type
        + shape.stream()
            .map(length -> length == DYNAMIC ? "N" : length.toString())
            .collect(Collectors.joining(",", " [", "]"));
  }
}
