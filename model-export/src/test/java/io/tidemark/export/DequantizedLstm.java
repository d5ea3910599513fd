package io.tidemark.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an int8 graph should compute, as operators of the ONNX standard alone: each {@code
 * DynamicQuantizeLSTM} becomes the equations of the standard's LSTM, step by step, on weights
 * turned back into floats, with input and state rounded by the standard's {@code
 * DynamicQuantizeLinear}.
 */
final class DequantizedLstm {
  private final GraphProto source;
  private final GraphProto.Builder graph;
  private final int steps;
  private int names;

  private DequantizedLstm(GraphProto source, int steps) {
    this.source = source;
    this.steps = steps;
    graph = source.toBuilder().clearNode();
  }

  /**
   * @param steps ticks of a window
   */
  static byte[] of(byte[] file, int steps) throws java.io.IOException {
    ModelProto model = ModelProto.parseFrom(file);
    DequantizedLstm all = new DequantizedLstm(model.getGraph(), steps);
    for (NodeProto node : model.getGraph().getNodeList()) {
      if (node.getOpType().equals("DynamicQuantizeLSTM")) {
        all.unroll(node);
      } else {
        all.graph.addNode(node);
      }
    }
    return model.toBuilder().setGraph(all.used()).build().toByteArray();
  }

  private GraphProto used() {
    Set<String> inputs =
        graph.getNodeList().stream()
            .flatMap(node -> node.getInputList().stream())
            .collect(Collectors.toSet());
    List<TensorProto> used =
        graph.getInitializerList().stream()
            .filter(tensor -> inputs.contains(tensor.getName()))
            .toList();
    return graph.clearInitializer().addAllInitializer(used).build();
  }

  private void unroll(NodeProto node) {
    int directions = tensor(node.getInput(1)).getDims(0) == 2 ? 2 : 1;
    String input = rounded(node.getInput(0));
    List<List<String>> states = new ArrayList<>();
    List<String> last = new ArrayList<>();
    for (int direction = 0; direction < directions; direction++) {
      List<String> one = direction(node, input, direction);
      states.add(one);
      last.add(one.get(direction == 1 ? 0 : steps - 1));
    }
    String axes = longs(0);
    List<String> sequence = new ArrayList<>();
    for (int t = 0; t < steps; t++) {
      List<String> both = new ArrayList<>();
      for (List<String> one : states) {
        both.add(op("Unsqueeze", one.get(t), axes));
      }
      sequence.add(op("Unsqueeze", concat(both, 0), axes));
    }
    if (node.getOutputCount() > 0 && !node.getOutput(0).isEmpty()) {
      named(node.getOutput(0), concat(sequence, 0));
    }
    if (node.getOutputCount() > 1 && !node.getOutput(1).isEmpty()) {
      named(
          node.getOutput(1),
          concat(last.stream().map(state -> op("Unsqueeze", state, axes)).toList(), 0));
    }
  }

  /** The state after each tick {@code [N,H]}, in the order of the ticks. */
  private List<String> direction(NodeProto node, String input, int direction) {
    String fromInput = weights(node.getInput(1), node.getInput(8), direction);
    String fromState = weights(node.getInput(2), node.getInput(10), direction);
    String gates = op("Add", op("MatMul", input, fromInput), bias(node.getInput(3), direction));
    String state = "";
    String cell = "";
    String[] states = new String[steps];
    for (int i = 0; i < steps; i++) {
      int t = direction == 1 ? steps - 1 - i : i;
      String all = op("Squeeze", op("Gather", gates, longs(t)), longs(0));
      if (i > 0) {
        all = op("Add", all, op("MatMul", rounded(state), fromState));
      }
      List<String> gate = split(all);
      String kept = op("Mul", op("Sigmoid", gate.get(0)), op("Tanh", gate.get(3)));
      cell = i == 0 ? kept : op("Add", op("Mul", op("Sigmoid", gate.get(2)), cell), kept);
      state = op("Mul", op("Sigmoid", gate.get(1)), op("Tanh", cell));
      states[t] = state;
    }
    return List.of(states);
  }

  private String rounded(String value) {
    String quantized = name();
    String scale = name();
    String zero = name();
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("DynamicQuantizeLinear")
            .addInput(value)
            .addAllOutput(List.of(quantized, scale, zero)));
    return op("DequantizeLinear", quantized, scale, zero);
  }

  /** {@code [columns,rows]} as floats, of {@code [directions,columns,rows]}. */
  private String weights(String weights, String scales, int direction) {
    TensorProto integers = tensor(weights);
    int columns = (int) integers.getDims(1);
    int rows = (int) integers.getDims(2);
    byte[] bytes = integers.getRawData().toByteArray();
    float[] scale = floats(tensor(scales));
    float[] values = new float[columns * rows];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes[direction * values.length + i] * scale[direction * rows + i % rows];
    }
    return constant(values, columns, rows);
  }

  /** The sum of input's and state's biases. */
  private String bias(String biases, int direction) {
    float[] all = floats(tensor(biases));
    int rows = (int) tensor(biases).getDims(1) / 2;
    float[] sum = new float[rows];
    for (int i = 0; i < rows; i++) {
      sum[i] = all[2 * direction * rows + i] + all[(2 * direction + 1) * rows + i];
    }
    return constant(sum, rows);
  }

  private List<String> split(String value) {
    List<String> parts = List.of(name(), name(), name(), name());
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Split")
            .addInput(value)
            .addAllOutput(parts)
            .addAttribute(axis(1)));
    return parts;
  }

  private String concat(List<String> values, int axis) {
    String output = name();
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Concat")
            .addAllInput(values)
            .addOutput(output)
            .addAttribute(axis(axis)));
    return output;
  }

  private static AttributeProto axis(int axis) {
    return AttributeProto.newBuilder()
        .setName("axis")
        .setType(AttributeProto.AttributeType.INT)
        .setI(axis)
        .build();
  }

  private void named(String name, String value) {
    graph.addNode(NodeProto.newBuilder().setOpType("Identity").addInput(value).addOutput(name));
  }

  private String op(String type, String... inputs) {
    String output = name();
    graph.addNode(
        NodeProto.newBuilder().setOpType(type).addAllInput(List.of(inputs)).addOutput(output));
    return output;
  }

  private String longs(long value) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name())
            .setDataType(TensorProto.DataType.INT64.getNumber())
            .addDims(1)
            .addInt64Data(value);
    graph.addInitializer(tensor);
    return tensor.getName();
  }

  private String constant(float[] values, long... dims) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name())
            .setDataType(TensorProto.DataType.FLOAT.getNumber());
    for (long dim : dims) {
      tensor.addDims(dim);
    }
    for (float value : values) {
      tensor.addFloatData(value);
    }
    graph.addInitializer(tensor);
    return tensor.getName();
  }

  private TensorProto tensor(String name) {
    return source.getInitializerList().stream()
        .filter(tensor -> tensor.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static float[] floats(TensorProto tensor) {
    ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[raw.remaining() / Float.BYTES];
    raw.asFloatBuffer().get(values);
    return values;
  }

  private String name() {
    return "unrolled." + names++;
  }
}
