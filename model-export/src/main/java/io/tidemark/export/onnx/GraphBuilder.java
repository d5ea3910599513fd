package io.tidemark.export.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Builds one ONNX graph node by node, in the order of computation. Names come from the {@linkplain
 * #scope scope} and the operator, so equal calls build equal files.
 */
public final class GraphBuilder {
  private static final String BATCH = "N";

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final Map<String, Integer> names = new HashMap<>();
  private final OperatorSets operatorSets;
  private String scope = "";

  public GraphBuilder(String name) {
    this(name, OperatorSets.ours());
  }

  /**
   * @param operatorSets that the file declares
   */
  public GraphBuilder(String name, OperatorSets operatorSets) {
    graph.setName(name);
    this.operatorSets = operatorSets;
  }

  /** Prefix of the names given from here on, such as {@code encoder.0}. */
  public GraphBuilder scope(String prefix) {
    scope = prefix.isEmpty() ? "" : prefix + ".";
    return this;
  }

  /** A float32 input {@code [N, dimensions...]} with dynamic N. */
  public Value input(String name, long... dimensions) {
    graph.addInput(info(name, dimensions));
    return new Value(unique(name));
  }

  /** Names a value as a float32 output {@code [N, dimensions...]} with dynamic N. */
  public void output(String name, Value value, long... dimensions) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Identity")
            .setName("output." + name)
            .addInput(value.name())
            .addOutput(name));
    graph.addOutput(info(name, dimensions));
  }

  /** A float32 initialiser, row-major. */
  public Value floats(String name, float[] values, long... dimensions) {
    ByteBuffer bytes = littleEndian(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return initializer(name, DataType.FLOAT, bytes, dimensions);
  }

  /** A float32 scalar initialiser. */
  public Value scalar(String name, float value) {
    return floats(name, new float[] {value});
  }

  /** An int64 initialiser: axes, shapes and indices. */
  public Value longs(String name, long... values) {
    ByteBuffer bytes = littleEndian(values.length * Long.BYTES);
    bytes.asLongBuffer().put(values);
    return initializer(name, DataType.INT64, bytes, values.length);
  }

  /** An int64 scalar initialiser. */
  public Value index(String name, long value) {
    ByteBuffer bytes = littleEndian(Long.BYTES);
    bytes.asLongBuffer().put(value);
    return initializer(name, DataType.INT64, bytes);
  }

  /** A node with one output. */
  public Value add(String operator, List<Value> inputs, Attribute... attributes) {
    return add(operator, inputs, 1, attributes).get(0);
  }

  /** A node with several outputs. */
  public List<Value> add(
      String operator, List<Value> inputs, int outputs, Attribute... attributes) {
    String name = unique(scope + operator);
    List<Value> results =
        IntStream.range(0, outputs)
            .mapToObj(i -> new Value(i == 0 ? name : name + ":" + i))
            .toList();
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setOpType(operator)
            .setName(name)
            .addAllInput(inputs.stream().map(Value::name).toList())
            .addAllOutput(results.stream().map(Value::name).toList());
    Arrays.stream(attributes).map(Attribute::proto).forEach(node::addAttribute);
    graph.addNode(node);
    return results;
  }

  /** The mean over one axis, which is dropped. */
  public Value mean(Value value, long axis) {
    Attribute drop = Attribute.of("keepdims", 0);
    return operatorSets.axesAreInputs()
        ? add("ReduceMean", List.of(value, longs("axes", axis)), drop)
        : add("ReduceMean", List.of(value), Attribute.ofLongs("axes", axis), drop);
  }

  /** Takes over nodes and initialisers as they are, whose names must not be in use. */
  public void include(GraphProto other) {
    graph.addAllNode(other.getNodeList());
    graph.addAllInitializer(other.getInitializerList());
    graph.addAllSparseInitializer(other.getSparseInitializerList());
  }

  /** The finished model, without metadata. */
  public ModelProto build() {
    return ModelProto.newBuilder()
        .setIrVersion(operatorSets.irVersion())
        .setProducerName("tidemark")
        .addAllOpsetImport(operatorSets.imports())
        .setGraph(graph)
        .build();
  }

  private Value initializer(String name, DataType type, ByteBuffer bytes, long... dimensions) {
    String full = unique(scope + name);
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(full)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(bytes.rewind()));
    Arrays.stream(dimensions).forEach(tensor::addDims);
    graph.addInitializer(tensor);
    return new Value(full);
  }

  private String unique(String name) {
    int uses = names.merge(name, 1, Integer::sum);
    return uses == 1 ? name : name + "_" + uses;
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ValueInfoProto info(String name, long... dimensions) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder().addDim(Dimension.newBuilder().setDimParam(BATCH));
    Arrays.stream(dimensions).forEach(d -> shape.addDim(Dimension.newBuilder().setDimValue(d)));
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT.getNumber()).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
