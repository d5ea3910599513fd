package io.tidemark.export.layer;

import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import io.tidemark.export.onnx.GraphBuilder;

/** The mean of a sequence {@code [N,W,C]} over its steps: {@code [N,C]}. */
public final class MeanLayer implements Layer {
  private final Block block =
      LambdaBlock.singleton(sequence -> sequence.mean(new int[] {1}), "mean");

  @Override
  public Block block() {
    return block;
  }

  @Override
  public Signal export(GraphBuilder graph, Signal input) {
    long axis = input.layout() == Signal.Layout.TIME_FIRST ? 0 : 1;
    return Signal.vector(graph.mean(input.value(), axis), input.channels());
  }
}
