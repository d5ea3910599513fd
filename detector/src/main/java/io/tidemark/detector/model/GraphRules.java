package io.tidemark.detector.model;

import static java.util.Map.entry;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a model's graph must not contain, because a few bytes of it could keep a processor busy or
 * fill the memory for as long as they like: control flow, functions, operators of unknown domains,
 * tensors that are huge or whose size depends on the values of a window. What a graph without these
 * computes is the same for every window, so a {@link TrialRun} bounds it.
 */
final class GraphRules {
  /** Numbers in one tensor: far more than a batch of windows needs. */
  static final long MOST_ELEMENTS = 1L << 26;

  private static final int MOST_NODES = 100_000;

  private static final Set<String> CONTROL_FLOW = Set.of("If", "Loop", "Scan", "SequenceMap");

  private static final Set<String> STANDARD = Set.of("", "ai.onnx");
  private static final String MICROSOFT = "com.microsoft";

  /**
   * Operators of ONNX Runtime itself whose results are as large as their inputs: what this project
   * writes, and what ONNX Runtime's optimiser and quantiser write.
   */
  private static final Set<String> OF_MICROSOFT =
      Set.of(
          "Attention",
          "BiasGelu",
          "BiasSoftmax",
          "BiasSplitGelu",
          "DequantizeLinear",
          "DynamicQuantizeLSTM",
          "DynamicQuantizeMatMul",
          "FastGelu",
          "FusedConv",
          "FusedGemm",
          "FusedMatMul",
          "Gelu",
          "GroupNorm",
          "MatMulInteger16",
          "MatMulIntegerToFloat",
          "MatMulNBits",
          "MultiHeadAttention",
          "QAttention",
          "QGemm",
          "QLinearAdd",
          "QLinearAveragePool",
          "QLinearConcat",
          "QLinearGlobalAveragePool",
          "QLinearLeakyRelu",
          "QLinearMul",
          "QLinearReduceMean",
          "QLinearSigmoid",
          "QLinearSoftmax",
          "QLinearWhere",
          "QuantizeLinear",
          "QuickGelu",
          "SimplifiedLayerNormalization",
          "SkipLayerNormalization",
          "SkipSimplifiedLayerNormalization");

  /** The inputs of an operator that set how large its result is. */
  private static final Map<String, List<Integer>> SIZES =
      Map.ofEntries(
          entry("AffineGrid", List.of(1)),
          entry("BlackmanWindow", List.of(0)),
          entry("CenterCropPad", List.of(1)),
          entry("Col2Im", List.of(1, 2)),
          entry("ConstantOfShape", List.of(0)),
          entry("DFT", List.of(1)),
          entry("Expand", List.of(1)),
          entry("HammingWindow", List.of(0)),
          entry("HannWindow", List.of(0)),
          entry("MaxUnpool", List.of(2)),
          entry("MelWeightMatrix", List.of(0, 1)),
          entry("OneHot", List.of(1)),
          entry("Pad", List.of(1)),
          entry("Range", List.of(0, 1, 2)),
          entry("Resize", List.of(1, 2, 3)),
          entry("STFT", List.of(1, 3)),
          entry("Tile", List.of(1)),
          entry("Upsample", List.of(1)));

  /** Operators whose result is as large as the values of their inputs say. */
  private static final Set<String> SIZED_BY_VALUES =
      Set.of("Compress", "NonMaxSuppression", "NonZero", "StringSplit", "Unique");

  /**
   * Inputs that set the shape of a result that is no larger than another input: a shape that
   * depends on values would let what follows depend on them.
   */
  private static final Map<String, List<Integer>> SHAPES =
      Map.ofEntries(
          entry("ReduceL1", List.of(1)),
          entry("ReduceL2", List.of(1)),
          entry("ReduceLogSum", List.of(1)),
          entry("ReduceLogSumExp", List.of(1)),
          entry("ReduceMax", List.of(1)),
          entry("ReduceMean", List.of(1)),
          entry("ReduceMin", List.of(1)),
          entry("ReduceProd", List.of(1)),
          entry("ReduceSum", List.of(1)),
          entry("ReduceSumSquare", List.of(1)),
          entry("Reshape", List.of(1)),
          entry("SequenceAt", List.of(1)),
          entry("SequenceErase", List.of(1)),
          entry("SequenceInsert", List.of(2)),
          entry("Slice", List.of(1, 2, 3, 4)),
          entry("Split", List.of(1)),
          entry("SplitToSequence", List.of(1)),
          entry("Squeeze", List.of(1)),
          entry("TopK", List.of(1)),
          entry("Unsqueeze", List.of(1)));

  /** Their results differ from run to run, so that no trial speaks for the next. */
  private static final Set<String> RANDOM =
      Set.of(
          "Bernoulli",
          "Multinomial",
          "RandomNormal",
          "RandomNormalLike",
          "RandomUniform",
          "RandomUniformLike");

  /** Attributes that say how large a result is to be. */
  private static final List<String> SIZE_ATTRIBUTES =
      List.of(
          "shape",
          "pads",
          "output_shape",
          "output_padding",
          "kernel_shape",
          "strides",
          "dilations",
          "pooled_shape",
          "repeats",
          "sample_size",
          "output_height",
          "output_width");

  private static final Set<String> ABOUT_SHAPES = Set.of("Shape", "Size");

  private final OnnxGraph graph;

  private GraphRules(OnnxGraph graph) {
    this.graph = graph;
  }

  /**
   * @throws ModelException when the file's graph contains what it must not
   */
  static void require(byte[] file) {
    GraphRules rules = new GraphRules(OnnxGraph.read(file));
    rules.requireOneGraph();
    rules.graph.nodes().forEach(GraphRules::requireOperator);
    rules.requireBoundedConstants();
    rules.requireBoundedSizes();
  }

  private void requireOneGraph() {
    if (graph.functions() > 0) {
      throw new ModelException(
          "it has functions of its own, which are not accepted; export it with functions inlined");
    }
    if (graph.trainings() > 0) {
      throw new ModelException("it has training graphs, which are not accepted");
    }
    if (graph.nodes().size() > MOST_NODES) {
      throw new ModelException(
          "its graph has %,d nodes; it may have %,d".formatted(graph.nodes().size(), MOST_NODES));
    }
  }

  private static void requireOperator(OnnxGraph.Node node) {
    boolean standard = STANDARD.contains(node.domain());
    if (standard && CONTROL_FLOW.contains(node.operator())) {
      throw new ModelException(
          "operator "
              + node.operator()
              + " is not accepted: a model must have no control flow; export it with loops unrolled"
              + " and constant conditions folded");
    }
    if (!standard && !(node.domain().equals(MICROSOFT) && OF_MICROSOFT.contains(node.operator()))) {
      throw new ModelException(
          "operator %s.%s is not accepted; the accepted ones are the operators of ONNX itself and some of ONNX Runtime's own"
              .formatted(node.domain(), node.operator()));
    }
    if (node.subgraph()) {
      throw new ModelException(
          "operator " + node.operator() + " holds a graph of its own, which is not accepted");
    }
  }

  private void requireBoundedConstants() {
    graph
        .constants()
        .forEach(
            (name, constant) ->
                requireBounded("tensor " + name, product(constant.dimensions(), 1)));
    for (OnnxGraph.Shape shape : graph.shapes()) {
      requireBounded("tensor " + shape.name(), product(shape.dimensions(), 1));
    }
  }

  private void requireBoundedSizes() {
    Set<String> ofTheWindow = dependentOnValues();
    Map<String, Integer> batchFactors = BatchOccurrences.in(graph);
    for (OnnxGraph.Node node : graph.nodes()) {
      for (String attribute : SIZE_ATTRIBUTES) {
        requireBounded(
            "operator " + node.operator() + ", attribute " + attribute,
            product(node.integers().getOrDefault(attribute, List.of()), 1));
      }
      requireFixedShape(node, ofTheWindow);
      for (int index : SIZES.getOrDefault(node.operator(), List.of())) {
        if (index < node.inputs().size()) {
          String size = node.inputs().get(index);
          requireBoundedSize(node, size, ofTheWindow);
          requireBatchOnce(node, batchFactors.getOrDefault(size, 0));
        }
      }
    }
  }

  private static void requireFixedShape(OnnxGraph.Node node, Set<String> ofTheWindow) {
    List<String> inputs = node.inputs();
    boolean dependent =
        SIZED_BY_VALUES.contains(node.operator())
            ? inputs.stream().anyMatch(ofTheWindow::contains)
            : SHAPES.getOrDefault(node.operator(), List.of()).stream()
                .anyMatch(
                    index -> index < inputs.size() && ofTheWindow.contains(inputs.get(index)));
    if (dependent) {
      throw dependsOnValues(node);
    }
  }

  private static ModelException dependsOnValues(OnnxGraph.Node node) {
    return new ModelException(
        "operator "
            + node.operator()
            + " is not accepted: the size of its result depends on the values of a window");
  }

  private void requireBoundedSize(OnnxGraph.Node node, String size, Set<String> ofTheWindow) {
    if (ofTheWindow.contains(size)) {
      throw dependsOnValues(node);
    }
    OnnxGraph.Constant constant = graph.constants().get(size);
    if (constant != null) {
      double least = node.operator().equals("Range") ? smallestStep(node) : 1;
      requireBounded("operator " + node.operator(), product(constant.values(), least));
    }
  }

  /** The memory of a batch must not grow with the square of its size. */
  private static void requireBatchOnce(OnnxGraph.Node node, int factors) {
    if (factors > 1) {
      throw new ModelException(
          "operator "
              + node.operator()
              + " is not accepted: the size of its result is a product of the batch size with"
              + " itself");
    }
  }

  /** A range has as many numbers as its step fits between its ends. */
  private double smallestStep(OnnxGraph.Node range) {
    OnnxGraph.Constant step =
        range.inputs().size() < 3 ? null : graph.constants().get(range.inputs().get(2));
    double size = step == null || step.values().isEmpty() ? 1 : Math.abs(step.values().get(0));
    return Math.min(1, size);
  }

  /**
   * Tensors computed from the values of an input or by chance. The shape of one says nothing of its
   * values, since operators of which that is not true are refused.
   */
  private Set<String> dependentOnValues() {
    Map<String, List<OnnxGraph.Node>> readers = new HashMap<>();
    for (OnnxGraph.Node node : graph.nodes()) {
      if (!ABOUT_SHAPES.contains(node.operator())) {
        node.inputs()
            .forEach(input -> readers.computeIfAbsent(input, name -> new ArrayList<>()).add(node));
      }
    }
    Set<String> dependent = new HashSet<>(graph.inputs());
    graph.nodes().stream()
        .filter(node -> RANDOM.contains(node.operator()))
        .forEach(node -> dependent.addAll(node.outputs()));
    Deque<String> open = new ArrayDeque<>(dependent);
    while (!open.isEmpty()) {
      for (OnnxGraph.Node reader : readers.getOrDefault(open.remove(), List.of())) {
        for (String output : reader.outputs()) {
          if (!output.isEmpty() && dependent.add(output)) {
            open.add(output);
          }
        }
      }
    }
    return dependent;
  }

  /** Of absolute values, each at least 1, divided by {@code step}. */
  private static double product(List<? extends Number> values, double step) {
    double product = 1 / step;
    for (Number value : values) {
      product *= Math.max(1, Math.abs(value.doubleValue()));
    }
    return product;
  }

  private static void requireBounded(String what, double elements) {
    if (!(elements <= MOST_ELEMENTS)) {
      throw new ModelException(
          "%s: its size is not accepted; a tensor may have %,d numbers"
              .formatted(what, MOST_ELEMENTS));
    }
  }
}
