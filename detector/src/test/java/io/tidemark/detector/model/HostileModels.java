package io.tidemark.detector.model;

import static io.tidemark.detector.model.GraphParts.integer;
import static io.tidemark.detector.model.GraphParts.node;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tidemark.detector.definition.DetectorDefinition;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;

/** For tests: models of the contract with something beside it that a gate must not run. */
public final class HostileModels {
  public static final long ENDLESS = 1L << 62;

  private HostileModels() {}

  /** A model that fits the definition, with more in its graph. */
  public static byte[] with(DetectorDefinition definition, Consumer<GraphProto.Builder> more) {
    return changed(definition, model -> more.accept(model.getGraphBuilder()));
  }

  /** A model that fits the definition, with more in its file. */
  public static byte[] changed(DetectorDefinition definition, Consumer<ModelProto.Builder> more) {
    try {
      ModelProto.Builder model = ModelProto.parseFrom(TinyModel.of(definition).bytes()).toBuilder();
      more.accept(model);
      return model.build().toByteArray();
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** As many rounds that do nothing. */
  public static void loop(GraphProto.Builder graph, long rounds) {
    GraphProto body =
        GraphProto.newBuilder()
            .setName("body")
            .addInput(value("round", TensorProto.DataType.INT64))
            .addInput(value("before", TensorProto.DataType.BOOL))
            .addOutput(value("after", TensorProto.DataType.BOOL))
            .addNode(node("Identity", "after", "before"))
            .build();
    graph
        .addInitializer(longs("rounds", rounds).toBuilder().clearDims())
        .addInitializer(
            TensorProto.newBuilder()
                .setName("true")
                .setDataType(TensorProto.DataType.BOOL.getNumber())
                .addInt32Data(1))
        .addNode(
            NodeProto.newBuilder()
                .setOpType("Loop")
                .addInput("rounds")
                .addInput("true")
                .addAttribute(branch("body", body)));
  }

  /** A condition around a graph. */
  public static void branches(GraphProto.Builder graph, Consumer<GraphProto.Builder> inside) {
    GraphProto.Builder branch =
        GraphProto.newBuilder()
            .setName("branch")
            .addOutput(value("chosen", TensorProto.DataType.INT64))
            .addInitializer(longs("chosen", 1));
    GraphProto other = branch.build();
    inside.accept(branch);
    graph
        .addInitializer(
            TensorProto.newBuilder()
                .setName("condition")
                .setDataType(TensorProto.DataType.BOOL.getNumber())
                .addInt32Data(0))
        .addNode(
            NodeProto.newBuilder()
                .setOpType("If")
                .addInput("condition")
                .addOutput("either")
                .addAttribute(branch("then_branch", branch.build()))
                .addAttribute(branch("else_branch", other)));
  }

  /** A function of the file that calls the one before it twice. */
  public static void functions(ModelProto.Builder model, int depth) {
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("local").setVersion(1));
    for (int i = 0; i < depth; i++) {
      String inner = i == 0 ? "Identity" : "F" + (i - 1);
      String domain = i == 0 ? "" : "local";
      model.addFunctions(
          FunctionProto.newBuilder()
              .setName("F" + i)
              .setDomain("local")
              .addInput("x")
              .addOutput("z")
              .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
              .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("local").setVersion(1))
              .addNode(node(inner, "y", "x").toBuilder().setDomain(domain))
              .addNode(node(inner, "z", "y").toBuilder().setDomain(domain)));
    }
    model
        .getGraphBuilder()
        .addNode(
            node("F" + (depth - 1), "called", ModelContract.WINDOW).toBuilder().setDomain("local"));
  }

  /** A tensor of few values that says it has many. */
  public static void sparse(GraphProto.Builder graph, long size) {
    graph.addSparseInitializer(
        SparseTensorProto.newBuilder()
            .setValues(
                TensorProto.newBuilder()
                    .setName("sparse")
                    .setDataType(TensorProto.DataType.FLOAT.getNumber())
                    .addDims(1)
                    .addFloatData(1))
            .setIndices(longs("", 0))
            .addDims(size));
  }

  /** A node whose result has the size that a constant says. */
  public static void sized(GraphProto.Builder graph, String operator, long... size) {
    graph.addInitializer(longs("size", size));
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator).addOutput("large");
    switch (operator) {
      case "ConstantOfShape" -> node.addInput("size");
      case "Range" -> {
        graph.addInitializer(longs("zero", 0).toBuilder().clearDims());
        graph.addInitializer(longs("limit", size[0]).toBuilder().clearDims());
        graph.addInitializer(longs("one", 1).toBuilder().clearDims());
        node.addInput("zero").addInput("limit").addInput("one");
      }
      default -> node.addInput(ModelContract.SCORE).addInput("size");
    }
    graph.addNode(node);
  }

  /** The same size in the raw bytes of a Constant node. */
  public static void sizedByANode(GraphProto.Builder graph, long size) {
    ByteBuffer raw = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, size);
    graph
        .addNode(
            NodeProto.newBuilder()
                .setOpType("Constant")
                .addOutput("raw size")
                .addAttribute(
                    AttributeProto.newBuilder()
                        .setName("value")
                        .setType(AttributeProto.AttributeType.TENSOR)
                        .setT(
                            TensorProto.newBuilder()
                                .addDims(1)
                                .setDataType(TensorProto.DataType.INT64.getNumber())
                                .setRawData(ByteString.copyFrom(raw)))))
        .addNode(node("ConstantOfShape", "zeros", "raw size"));
  }

  /** As many numbers as the score of the first window says. */
  public static void sizedByTheWindow(GraphProto.Builder graph) {
    graph
        .addNode(
            node("Cast", "score as a size", ModelContract.SCORE).toBuilder()
                .addAttribute(integer("to", TensorProto.DataType.INT64.getNumber())))
        .addNode(node("ConstantOfShape", "zeros", "score as a size"));
  }

  /** Products of large matrices, one after another. */
  public static void products(GraphProto.Builder graph, int size, int count) {
    graph
        .addInitializer(longs("size of a matrix", size, size))
        .addNode(node("ConstantOfShape", "product 0", "size of a matrix"));
    for (int i = 1; i <= count; i++) {
      graph.addNode(node("MatMul", "product " + i, "product " + (i - 1), "product 0"));
    }
  }

  /** Where the window's values are not zero: no trial knows how many that will be. */
  public static void countsValues(GraphProto.Builder graph) {
    graph.addNode(node("NonZero", "found", ModelContract.WINDOW));
  }

  /** Where values drawn by chance are not zero. */
  public static void countsRandomValues(GraphProto.Builder graph) {
    graph
        .addInitializer(longs("like", 8))
        .addNode(node("RandomUniformLike", "random", "like"))
        .addNode(node("NonZero", "found", "random"));
  }

  /** Where a constant's values are not zero. */
  public static void countsConstants(GraphProto.Builder graph) {
    graph.addInitializer(longs("mask", 1, 0, 1)).addNode(node("NonZero", "found", "mask"));
  }

  /** An operator whose second input, computed from the window, says which shape its result has. */
  public static void shapedByTheWindow(GraphProto.Builder graph, String operator) {
    graph
        .addNode(
            node("Cast", "whole", ModelContract.WINDOW).toBuilder()
                .addAttribute(integer("to", TensorProto.DataType.INT64.getNumber())))
        .addNode(node(operator, "shaped", ModelContract.WINDOW, "whole"));
  }

  /** A pool whose kernel is half as wide as its input, so that its work is the square of that. */
  public static void widePool(GraphProto.Builder graph, int width) {
    graph
        .addInitializer(longs("size of the pool", 1, 1, width))
        .addNode(node("ConstantOfShape", "zeros", "size of the pool"))
        .addNode(
            node("MaxPool", "pooled", "zeros").toBuilder()
                .addAttribute(
                    AttributeProto.newBuilder()
                        .setName("kernel_shape")
                        .setType(AttributeProto.AttributeType.INTS)
                        .addInts(width / 2)));
  }

  /** A tensor that doubles, again and again. */
  public static void doublings(GraphProto.Builder graph, int times) {
    graph
        .addInitializer(longs("start", 1 << 20))
        .addNode(node("ConstantOfShape", "double 0", "start"));
    for (int i = 1; i <= times; i++) {
      graph.addNode(
          node("Concat", "double " + i, "double " + (i - 1), "double " + (i - 1)).toBuilder()
              .addAttribute(integer("axis", 0)));
    }
  }

  /** Adds nothing to the score in batches below {@code limit}, and fails in others. */
  public static void failsFromBatch(GraphProto.Builder graph, int limit) {
    batchSize(graph);
    graph.addInitializer(floats("table", new float[limit]));
    addNothing(graph, "batch");
  }

  /** Fails on a window with a value beyond {@code limit}. */
  public static void failsBeyond(GraphProto.Builder graph, float limit) {
    largestValue(graph);
    graph
        .addInitializer(floats("limit", limit))
        .addInitializer(floats("table", 0))
        .addNode(node("Div", "times", "largest", "limit"))
        .addNode(cast("index", "times"));
    addNothing(graph, "index");
  }

  /**
   * Fails on a window whose largest absolute value lies between 4.5 and 9.5: no trial meets one.
   */
  public static void failsBetween(GraphProto.Builder graph) {
    largestValue(graph);
    graph
        .addInitializer(floats("middle", 7))
        .addInitializer(floats("half width", 2.5f))
        .addInitializer(floats("one", 1))
        .addInitializer(floats("table", 0))
        .addNode(node("Sub", "apart", "largest", "middle"))
        .addNode(node("Abs", "distance", "apart"))
        .addNode(node("Div", "widths", "distance", "half width"))
        .addNode(node("Sub", "nearness", "one", "widths"))
        .addNode(node("Relu", "inside", "nearness"))
        .addNode(node("Ceil", "hit", "inside"))
        .addNode(cast("index", "hit"));
    addNothing(graph, "index");
  }

  /** A tensor with as many dimensions of the batch's size. */
  public static void power(GraphProto.Builder graph, int exponent) {
    batchSize(graph);
    String[] sizes = new String[exponent];
    Arrays.fill(sizes, "batch");
    graph
        .addNode(node("Concat", "size", sizes).toBuilder().addAttribute(integer("axis", 0)))
        .addNode(node("ConstantOfShape", "power", "size"));
  }

  private static void batchSize(GraphProto.Builder graph) {
    graph
        .addInitializer(longs("first", 0))
        .addNode(node("Shape", "shape", ModelContract.WINDOW))
        .addNode(node("Gather", "batch", "shape", "first"));
  }

  private static void largestValue(GraphProto.Builder graph) {
    graph
        .addNode(node("Abs", "absolute", ModelContract.WINDOW))
        .addNode(scalar(node("ReduceMax", "largest", "absolute")));
  }

  /** Adds a sum of numbers of the table, all zero, to the score; an index outside of it fails. */
  private static void addNothing(GraphProto.Builder graph, String index) {
    for (NodeProto.Builder known : graph.getNodeBuilderList()) {
      for (int i = 0; i < known.getOutputCount(); i++) {
        if (known.getOutput(i).equals(ModelContract.SCORE)) {
          known.setOutput(i, "honest score");
        }
      }
    }
    graph
        .addNode(node("Gather", "zeros of the table", "table", index))
        .addNode(scalar(node("ReduceSum", "nothing", "zeros of the table")))
        .addNode(node("Add", ModelContract.SCORE, "honest score", "nothing"));
  }

  private static NodeProto scalar(NodeProto reduction) {
    return reduction.toBuilder().addAttribute(integer("keepdims", 0)).build();
  }

  private static NodeProto cast(String output, String input) {
    return node("Cast", output, input).toBuilder()
        .addAttribute(integer("to", TensorProto.DataType.INT64.getNumber()))
        .build();
  }

  private static TensorProto floats(String name, float... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .addDims(values.length);
    for (float value : values) {
      tensor.addFloatData(value);
    }
    return tensor.build();
  }

  /** A node of an operator of this domain. */
  public static void foreign(ModelProto.Builder model, String domain, String operator) {
    model
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(1))
        .getGraphBuilder()
        .addNode(node(operator, "foreign", ModelContract.SCORE).toBuilder().setDomain(domain));
  }

  /** One of all these, of a random size: harmless where it is small. */
  public static byte[] any(DetectorDefinition definition, Random random) {
    long size =
        random.nextBoolean()
            ? random.nextInt(1 << 12)
            : random.nextLong() >>> (1 + random.nextInt(30));
    return switch (random.nextInt(9)) {
      case 0 -> with(definition, graph -> loop(graph, size));
      case 1 -> with(definition, graph -> nested(graph, random.nextInt(30), size));
      case 2 -> changed(definition, model -> functions(model, 1 + random.nextInt(60)));
      case 3 -> with(definition, graph -> sparse(graph, size));
      case 4 -> {
        String[] operators = {"ConstantOfShape", "Expand", "Tile", "Range", "Pad", "Resize"};
        String operator = operators[random.nextInt(operators.length)];
        yield with(definition, graph -> sized(graph, operator, size));
      }
      case 5 -> with(definition, graph -> sizedByANode(graph, size));
      case 6 -> with(definition, HostileModels::sizedByTheWindow);
      case 7 -> with(definition, graph -> doublings(graph, random.nextInt(3)));
      default -> {
        String[] domains = {"", "ai.onnx", "com.microsoft", "ai.onnx.ml", "local"};
        String[] operators = {
          "Scan", "SequenceMap", "Loop", "If", "BeamSearch", "Gelu", "Identity"
        };
        String domain = domains[random.nextInt(domains.length)];
        String operator = operators[random.nextInt(operators.length)];
        yield changed(definition, model -> foreign(model, domain, operator));
      }
    };
  }

  private static void nested(GraphProto.Builder graph, int depth, long rounds) {
    if (depth == 0) {
      loop(graph, rounds);
    } else {
      branches(graph, branch -> nested(branch, depth - 1, rounds));
    }
  }

  private static TensorProto longs(String name, long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.INT64.getNumber())
            .addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    return tensor.build();
  }

  private static AttributeProto branch(String name, GraphProto graph) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.GRAPH)
        .setG(graph)
        .build();
  }

  private static ValueInfoProto value(String name, TensorProto.DataType type) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(type.getNumber())
                        .setShape(TensorShapeProto.getDefaultInstance())))
        .build();
  }
}
