package io.tidemark.export.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.tidemark.export.onnx.Attribute;
import io.tidemark.export.onnx.GraphBuilder;
import io.tidemark.export.onnx.Value;
import java.util.List;

/**
 * A network that forecasts each tick of the window from those before it. Its reconstruction is the
 * first tick as it was, then the forecasts, so that the error of reconstruction is the error of the
 * forecast.
 */
public final class Forecaster implements Network {
  private final Layer memory;
  private final Layer head;
  private final Block block;

  /**
   * @param memory {@code [N,W-1,F]} to {@code [N,W-1,C]}, each step of those up to it only
   * @param head {@code [N,W-1,C]} to {@code [N,W-1,F]}
   */
  public Forecaster(Layer memory, Layer head) {
    this.memory = memory;
    this.head = head;
    block = new Forecast(memory.block(), head.block());
  }

  @Override
  public Block block() {
    return block;
  }

  @Override
  public Output export(GraphBuilder graph, Signal window) {
    Signal ticks = window.toTimeFirst(graph.scope("forecaster"));
    int past = ticks.steps() - 1;
    Signal known = Signal.timeFirst(slice(graph, ticks.value(), past), past, ticks.channels());
    Value first = slice(graph, ticks.value(), 1);
    Signal states = memory.export(graph.scope("memory"), known).toTimeFirst(graph);
    Signal forecasts = head.export(graph.scope("head"), states);
    graph.scope("forecaster");
    Value all = graph.add("Concat", List.of(first, forecasts.value()), Attribute.of("axis", 0));
    Value last =
        graph.add(
            "Gather",
            List.of(states.value(), graph.index("last", past - 1L)),
            Attribute.of("axis", 0));
    Signal reconstruction = Signal.timeFirst(all, ticks.steps(), ticks.channels());
    return new Output(reconstruction.toBatchFirst(graph), Signal.vector(last, states.channels()));
  }

  /** The first {@code steps} of {@code [W,N,F]}. */
  private static Value slice(GraphBuilder graph, Value ticks, int steps) {
    return graph.add(
        "Slice",
        List.of(ticks, graph.longs("from", 0), graph.longs("to", steps), graph.longs("axis", 0)));
  }

  private static final class Forecast extends AbstractBlock {
    private final Block memory;
    private final Block head;

    @SuppressWarnings("this-escape")
    Forecast(Block memory, Block head) {
      this.memory = addChildBlock("memory", memory);
      this.head = addChildBlock("head", head);
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray window = inputs.head();
      NDArray known = window.get(new NDIndex(":,:-1"));
      NDArray states = memory.forward(store, new NDList(known), training).singletonOrThrow();
      NDArray forecasts = head.forward(store, new NDList(states), training).singletonOrThrow();
      NDArray reconstruction = window.get(new NDIndex(":,:1")).concat(forecasts, 1);
      return new NDList(reconstruction, states.get(new NDIndex(":,-1")));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      Shape states = memory.getOutputShapes(new Shape[] {known(inputs[0])})[0];
      return new Shape[] {inputs[0], new Shape(states.get(0), states.get(2))};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
      Shape known = known(inputs[0]);
      memory.initialize(manager, type, known);
      head.initialize(manager, type, memory.getOutputShapes(new Shape[] {known}));
    }

    private static Shape known(Shape window) {
      return new Shape(window.get(0), window.get(1) - 1, window.get(2));
    }
  }
}
