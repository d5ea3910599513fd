package io.tidemark.export.layer;

import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import io.tidemark.export.onnx.GraphBuilder;
import io.tidemark.export.onnx.Value;
import java.util.List;

/** A vector, given again at each step of a sequence: how an encoder's state reaches the decoder. */
public final class RepeatLayer implements Layer {
  private final LambdaBlock block;
  private final int steps;

  public RepeatLayer(int steps) {
    this.steps = steps;
    block = LambdaBlock.singleton(vector -> vector.expandDims(1).repeat(1, steps), "repeat");
  }

  @Override
  public Block block() {
    return block;
  }

  @Override
  public Signal export(GraphBuilder graph, Signal input) {
    Value step = graph.add("Unsqueeze", List.of(input.value(), graph.longs("axes", 0)));
    Value repeated = graph.add("Expand", List.of(step, graph.longs("shape", steps, 1, 1)));
    return Signal.timeFirst(repeated, steps, input.channels());
  }
}
