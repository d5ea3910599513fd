package io.tidemark.detector.model;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a model file says of its graph, read without running it, by the field numbers of
 * onnx.proto3. A message that stands in several pieces is read as one, as protobuf merges them.
 */
final class OnnxGraph {
  private static final int MOST_DIMENSIONS = 32;

  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Constant> constants = new HashMap<>();
  private final Set<String> inputs = new HashSet<>();
  private final List<Shape> shapes = new ArrayList<>();
  private int functions;
  private int trainings;

  private OnnxGraph() {}

  /**
   * @param name of the tensor
   * @param dimensions those that the file states; 0 for one that is dynamic
   */
  record Shape(String name, List<Long> dimensions) {}

  /**
   * @param subgraph whether an attribute holds a graph
   * @param integers attributes that are lists of integers
   */
  record Node(
      String operator,
      String domain,
      List<String> inputs,
      List<String> outputs,
      boolean subgraph,
      Map<String, List<Long>> integers) {}

  /** A tensor of the file; its values are read only while they are few, as sizes are. */
  static final class Constant {
    static final int MOST_VALUES = 64;
    private final List<Long> dimensions = new ArrayList<>();
    private final List<Double> values = new ArrayList<>();
    private int type;
    private String name = "";

    List<Long> dimensions() {
      return dimensions;
    }

    /** Its first values; empty where they are not numbers. */
    List<Double> values() {
      return values;
    }

    private void add(double value) {
      if (values.size() < MOST_VALUES) {
        values.add(value);
      }
    }
  }

  static OnnxGraph read(byte[] file) {
    OnnxGraph graph = new OnnxGraph();
    ProtobufFields model = ProtobufFields.of(file);
    while (model.next()) {
      if (model.is(7, ProtobufFields.BYTES)) {
        graph.graph(model.message());
      } else if (model.is(20, ProtobufFields.BYTES)) {
        graph.trainings++;
      } else if (model.is(25, ProtobufFields.BYTES)) {
        graph.functions++;
      }
    }
    return graph;
  }

  List<Node> nodes() {
    return nodes;
  }

  /** Initialisers and the results of Constant nodes. */
  Map<String, Constant> constants() {
    return constants;
  }

  /** Names of the inputs that are no initialisers. */
  Set<String> inputs() {
    Set<String> fed = new HashSet<>(inputs);
    fed.removeAll(constants.keySet());
    return fed;
  }

  /** Shapes that the file states of inputs, outputs and what is between. */
  List<Shape> shapes() {
    return shapes;
  }

  int functions() {
    return functions;
  }

  int trainings() {
    return trainings;
  }

  private void graph(ProtobufFields graph) {
    while (graph.next()) {
      if (graph.wire() != ProtobufFields.BYTES) {
        continue;
      }
      switch (graph.number()) {
        case 1 -> node(graph.message());
        case 5 -> {
          Constant tensor = new Constant();
          tensor(graph.message(), tensor);
          constant(tensor.name, tensor);
        }
        case 11 -> inputs.add(value(graph.message()));
        case 12, 13 -> value(graph.message());
        case 15 -> {
          Constant tensor = new Constant();
          sparse(graph.message(), tensor);
          constant(tensor.name, tensor);
        }
        default -> {
          // says nothing of what is computed
        }
      }
    }
  }

  private void node(ProtobufFields node) {
    List<String> from = new ArrayList<>();
    List<String> to = new ArrayList<>();
    Map<String, List<Long>> integers = new HashMap<>();
    String operator = "";
    String domain = "";
    boolean subgraph = false;
    Constant constant = null;
    while (node.next()) {
      if (node.wire() != ProtobufFields.BYTES) {
        continue;
      }
      switch (node.number()) {
        case 1 -> from.add(node.text());
        case 2 -> to.add(node.text());
        case 4 -> operator = node.text();
        case 5 -> {
          Attribute attribute = Attribute.read(node.message());
          subgraph |= attribute.subgraph;
          integers.put(attribute.name, attribute.integers);
          if (attribute.tensor != null) {
            constant = attribute.tensor;
          }
        }
        case 7 -> domain = node.text();
        default -> {
          // names and documentation
        }
      }
    }
    nodes.add(new Node(operator, domain, from, to, subgraph, integers));
    if (operator.equals("Constant") && constant != null && !to.isEmpty()) {
      constant(to.get(0), constant);
    }
  }

  /** ONNX Runtime takes one of two; which one must not matter. */
  private void constant(String name, Constant tensor) {
    if (constants.put(name, tensor) != null) {
      throw new ModelException("two of its constants are named " + name);
    }
  }

  private static final class Attribute {
    private String name = "";
    private final List<Long> integers = new ArrayList<>();
    private boolean subgraph;
    private @Nullable Constant tensor;

    private static Attribute read(ProtobufFields fields) {
      Attribute attribute = new Attribute();
      while (fields.next()) {
        switch (fields.number()) {
          case 1 -> attribute.name = fields.text();
          case 2, 7 -> numbers(fields.bytes(), attribute.values(), 1);
          case 3 -> {
            attribute.values().add(fields.value());
            attribute.integers.add(fields.value());
          }
          case 5 -> tensor(fields.message(), attribute.values());
          case 6, 11 -> attribute.subgraph = true;
          case 8 -> {
            for (long value : fields.varints(Constant.MOST_VALUES)) {
              attribute.integers.add(value);
              attribute.values().add(value);
            }
          }
          case 22 -> sparse(fields.message(), attribute.values());
          default -> {
            // texts, types and documentation
          }
        }
      }
      return attribute;
    }

    private Constant values() {
      if (tensor == null) {
        tensor = new Constant();
      }
      return tensor;
    }
  }

  /** Reads a shape; returns the tensor's name. */
  private String value(ProtobufFields info) {
    String name = "";
    List<Long> dimensions = new ArrayList<>();
    while (info.next()) {
      if (info.is(1, ProtobufFields.BYTES)) {
        name = info.text();
      } else if (info.is(2, ProtobufFields.BYTES)) {
        dimensions(info.message(), new int[] {1, 2, 1}, 0, dimensions);
      }
    }
    shapes.add(new Shape(name, dimensions));
    return name;
  }

  /** From a type over tensor_type and shape to each dim, and to its dim_value. */
  private static void dimensions(
      ProtobufFields fields, int[] path, int depth, List<Long> dimensions) {
    while (fields.next()) {
      if (depth == path.length) {
        if (fields.is(1, ProtobufFields.VARINT)) {
          dimensions.add(fields.value());
        }
      } else if (fields.is(path[depth], ProtobufFields.BYTES)) {
        dimensions(fields.message(), path, depth + 1, dimensions);
      }
    }
  }

  private static void sparse(ProtobufFields fields, Constant tensor) {
    while (fields.next()) {
      if (fields.is(1, ProtobufFields.BYTES)) {
        Constant values = new Constant();
        tensor(fields.message(), values);
        tensor.name = values.name;
      } else if (fields.number() == 3) {
        dimensions(fields, tensor);
      }
    }
  }

  private static void tensor(ProtobufFields fields, Constant tensor) {
    ByteBuffer raw = null;
    while (fields.next()) {
      switch (fields.number()) {
        case 1 -> dimensions(fields, tensor);
        case 2 -> tensor.type = (int) fields.value();
        case 4 -> numbers(fields.bytes(), tensor, 1);
        case 5, 7, 11 -> {
          fields.varints(Constant.MOST_VALUES).forEach(tensor::add);
        }
        case 8 -> tensor.name = fields.text();
        case 9 -> raw = fields.bytes();
        case 10 -> numbers(fields.bytes(), tensor, 11);
        default -> {
          // texts, segments and documentation
        }
      }
    }
    if (raw != null) {
      numbers(raw, tensor, tensor.type);
    }
  }

  private static void dimensions(ProtobufFields fields, Constant tensor) {
    tensor.dimensions.addAll(fields.varints(MOST_DIMENSIONS + 1));
    if (tensor.dimensions.size() > MOST_DIMENSIONS) {
      throw new ModelException(
          "one of its tensors has more than " + MOST_DIMENSIONS + " dimensions");
    }
  }

  /**
   * @param type as onnx.proto3 numbers element types: 1 float, 6 int32, 7 int64, 11 double
   */
  private static void numbers(ByteBuffer bytes, Constant tensor, int type) {
    int width = type == 7 || type == 11 ? 8 : 4;
    boolean known = type == 1 || type == 6 || type == 7 || type == 11;
    while (known && bytes.remaining() >= width && tensor.values.size() < Constant.MOST_VALUES) {
      tensor.add(
          switch (type) {
            case 1 -> bytes.getFloat();
            case 6 -> bytes.getInt();
            case 7 -> bytes.getLong();
            default -> bytes.getDouble();
          });
    }
  }
}
