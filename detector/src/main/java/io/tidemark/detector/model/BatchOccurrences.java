package io.tidemark.detector.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How many factors of the batch size a tensor contributes where it serves as a size: a tensor whose
 * size has two of them grows with the square of the batch. Followed from the shape of the graph's
 * inputs through the operators that compute on shapes; what else is derived from a batch size is
 * left to the {@link TrialRun}, which limits memory at the largest batch.
 */
final class BatchOccurrences {
  /** More are not told apart. */
  private static final int MANY = 2;

  private static final Set<String> FROM_SHAPE = Set.of("Shape", "Size");
  private static final Set<String> SUMS = Set.of("Add", "Concat", "Mul");
  private static final Set<String> REPEATS = Set.of("Expand", "Pow", "Tile");
  private static final Set<String> PICKS =
      Set.of(
          "Cast",
          "Flatten",
          "Identity",
          "Reshape",
          "Squeeze",
          "Sub",
          "Unsqueeze",
          "Max",
          "Min",
          "ReduceProd",
          "ReduceSum",
          "ReduceMax",
          "Div");

  private final OnnxGraph graph;
  private final Set<String> wholeShapes = new HashSet<>();
  private final Map<String, Integer> factors = new HashMap<>();

  private BatchOccurrences(OnnxGraph graph) {
    this.graph = graph;
  }

  /** Factors of the batch size by the tensor's name; a tensor that is missing has none. */
  static Map<String, Integer> in(OnnxGraph graph) {
    BatchOccurrences occurrences = new BatchOccurrences(graph);
    occurrences.follow();
    return occurrences.factors;
  }

  /** Nodes may stand in any order; a tensor's factors only ever grow, up to {@link #MANY}. */
  private void follow() {
    Map<String, List<OnnxGraph.Node>> readers = new HashMap<>();
    Deque<OnnxGraph.Node> open = new ArrayDeque<>();
    Set<String> inputs = graph.inputs();
    for (OnnxGraph.Node node : graph.nodes()) {
      node.inputs()
          .forEach(input -> readers.computeIfAbsent(input, name -> new ArrayList<>()).add(node));
      if (FROM_SHAPE.contains(node.operator()) && inputs.contains(first(node))) {
        open.add(node);
        if (node.operator().equals("Shape")) {
          wholeShapes.addAll(node.outputs());
        }
      }
    }
    while (!open.isEmpty()) {
      OnnxGraph.Node node = open.remove();
      int found = Math.min(MANY, of(node));
      for (String output : node.outputs()) {
        if (found > factors.getOrDefault(output, 0)) {
          factors.put(output, found);
          open.addAll(readers.getOrDefault(output, List.of()));
        }
      }
    }
  }

  private int of(OnnxGraph.Node node) {
    String operator = node.operator();
    if (FROM_SHAPE.contains(operator)) {
      return start(node) == 0 ? 1 : 0; // only those of an input are followed
    }
    if (operator.equals("Gather")) {
      return input(node, 0) * picksOfBatch(node);
    }
    if (operator.equals("Slice")) {
      return leavesBatchOut(node) ? 0 : input(node, 0);
    }
    if (SUMS.contains(operator)) {
      return node.inputs().stream().mapToInt(name -> factors.getOrDefault(name, 0)).sum();
    }
    if (REPEATS.contains(operator)) {
      return input(node, 0) > 0 ? MANY : 0;
    }
    return PICKS.contains(operator)
        ? node.inputs().stream().mapToInt(name -> factors.getOrDefault(name, 0)).max().orElse(0)
        : 0;
  }

  private static String first(OnnxGraph.Node node) {
    return node.inputs().isEmpty() ? "" : node.inputs().get(0);
  }

  private int input(OnnxGraph.Node node, int index) {
    return index < node.inputs().size() ? factors.getOrDefault(node.inputs().get(index), 0) : 0;
  }

  /** First dimension that a Shape reports. */
  private static long start(OnnxGraph.Node shape) {
    List<Long> start = shape.integers().getOrDefault("start", List.of());
    return start.isEmpty() ? 0 : start.get(0);
  }

  /** How often a Gather takes the batch dimension from a shape; once where that is not constant. */
  private int picksOfBatch(OnnxGraph.Node gather) {
    List<Double> indices = constant(gather, 1);
    if (indices.isEmpty() || !wholeShapes.contains(first(gather))) {
      return Math.max(1, indices.size());
    }
    return (int) indices.stream().filter(index -> index == 0 || index == -3).count();
  }

  private boolean leavesBatchOut(OnnxGraph.Node slice) {
    List<Double> starts = constant(slice, 1);
    return wholeShapes.contains(first(slice)) && !starts.isEmpty() && starts.get(0) > 0;
  }

  private List<Double> constant(OnnxGraph.Node node, int index) {
    OnnxGraph.Constant constant =
        index < node.inputs().size() ? graph.constants().get(node.inputs().get(index)) : null;
    return constant == null ? List.of() : constant.values();
  }
}
