package io.tidemark.export.layer;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.tidemark.export.onnx.Attribute;
import io.tidemark.export.onnx.GraphBuilder;
import io.tidemark.export.onnx.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One or more stacked recurrent layers over a sequence, forward only or in both directions. */
public final class RecurrentLayer implements Layer {
  private final RecurrentCell cell;
  private final int hidden;
  private final int layers;
  private final int directions;
  private final boolean lastState;
  private final RecurrentStack block;

  private RecurrentLayer(RecurrentCell cell, Shape shape, boolean lastState) {
    this.cell = cell;
    this.lastState = lastState;
    hidden = shape.hidden;
    layers = shape.layers;
    directions = shape.bidirectional ? 2 : 1;
    block =
        Parameters.uniform(
            RecurrentStack.of(cell, hidden, layers, shape.bidirectional, shape.dropout, lastState),
            hidden);
  }

  /**
   * @param hidden units of one direction
   * @param layers how many are stacked
   * @param bidirectional whether a second pass runs from the end
   * @param dropout between stacked layers, in training
   */
  public record Shape(int hidden, int layers, boolean bidirectional, double dropout) {
    /** One layer, forward. */
    public static Shape of(int hidden) {
      return new Shape(hidden, 1, false, 0);
    }

    /** Channels out. */
    public int outputs() {
      return bidirectional ? 2 * hidden : hidden;
    }
  }

  /** Gives the state at each step: {@code [N,W,C]} to {@code [N,W,outputs]}. */
  public static RecurrentLayer sequence(RecurrentCell cell, Shape shape) {
    return new RecurrentLayer(cell, shape, false);
  }

  /**
   * Gives the state it ends in: {@code [N,W,C]} to {@code [N,outputs]}; of both directions, one
   * beside the other.
   */
  public static RecurrentLayer lastState(RecurrentCell cell, Shape shape) {
    return new RecurrentLayer(cell, shape, true);
  }

  @Override
  public Block block() {
    return block;
  }

  @Override
  public Signal export(GraphBuilder graph, Signal input) {
    Signal sequence = input.toTimeFirst(graph);
    for (int layer = 0; layer < layers; layer++) {
      List<Value> outputs = node(graph, sequence, layer);
      if (lastState && layer == layers - 1) {
        return Signal.vector(beside(graph, outputs.get(1)), directions * hidden);
      }
      Value states = direction(graph, outputs.get(0));
      sequence = Signal.timeFirst(states, input.steps(), directions * hidden);
    }
    return sequence;
  }

  /** Outputs {@code [W,directions,N,hidden]} and {@code [directions,N,hidden]}. */
  private List<Value> node(GraphBuilder graph, Signal input, int layer) {
    List<Attribute> attributes = new ArrayList<>();
    attributes.add(Attribute.of("hidden_size", hidden));
    attributes.add(Attribute.of("direction", directions == 2 ? "bidirectional" : "forward"));
    attributes.add(
        Attribute.ofTexts(
            "activations",
            Collections.nCopies(directions, cell.activations()).stream()
                .flatMap(List::stream)
                .toList()));
    if (cell == RecurrentCell.GRU) {
      attributes.add(Attribute.of("linear_before_reset", 1));
    }
    Attribute[] all = attributes.toArray(Attribute[]::new);
    return graph.add(cell.operator(), inputs(graph, input, layer), 2, all);
  }

  private List<Value> inputs(GraphBuilder graph, Signal input, int layer) {
    int rows = cell.gates() * hidden;
    float[] fromInput = weights(layer, "i2h", input.channels());
    float[] fromState = weights(layer, "h2h", hidden);
    return List.of(
        input.value(),
        graph.floats(layer + ".i2h", fromInput, directions, rows, input.channels()),
        graph.floats(layer + ".h2h", fromState, directions, rows, hidden),
        biases(graph, layer));
  }

  private float[] weights(int layer, String gate, int columns) {
    int rows = cell.gates() * hidden;
    float[] all = new float[directions * rows * columns];
    for (int direction = 0; direction < directions; direction++) {
      float[] weights = parameter(layer, direction, gate, Parameter.Type.WEIGHT);
      System.arraycopy(weights, 0, all, direction * weights.length, weights.length);
    }
    return all;
  }

  /** ONNX wants both biases of a direction in one row. */
  private Value biases(GraphBuilder graph, int layer) {
    int rows = cell.gates() * hidden;
    float[] all = new float[directions * 2 * rows];
    for (int direction = 0; direction < directions; direction++) {
      float[] input = parameter(layer, direction, "i2h", Parameter.Type.BIAS);
      float[] state = parameter(layer, direction, "h2h", Parameter.Type.BIAS);
      System.arraycopy(input, 0, all, 2 * direction * rows, rows);
      System.arraycopy(state, 0, all, (2 * direction + 1) * rows, rows);
    }
    return graph.floats(layer + ".bias", all, directions, 2L * rows);
  }

  private float[] parameter(int layer, int direction, String gate, Parameter.Type type) {
    String name = RecurrentStack.parameter(layer, direction == 1, gate, type);
    return cell.reorder(Parameters.values(block, name));
  }

  /** {@code [W,directions,N,hidden]} to {@code [W,N,directions * hidden]}. */
  private Value direction(GraphBuilder graph, Value states) {
    if (directions == 1) {
      return graph.add("Squeeze", List.of(states, graph.longs("axes", 1)));
    }
    Value beside = graph.add("Transpose", List.of(states), Attribute.ofLongs("perm", 0, 2, 1, 3));
    return graph.add("Reshape", List.of(beside, graph.longs("shape", 0, 0, 2L * hidden)));
  }

  /** {@code [directions,N,hidden]} to {@code [N,directions * hidden]}. */
  private Value beside(GraphBuilder graph, Value state) {
    if (directions == 1) {
      return graph.add("Squeeze", List.of(state, graph.longs("axes", 0)));
    }
    Value beside = graph.add("Transpose", List.of(state), Attribute.ofLongs("perm", 1, 0, 2));
    return graph.add("Reshape", List.of(beside, graph.longs("shape", 0, 2L * hidden)));
  }
}
