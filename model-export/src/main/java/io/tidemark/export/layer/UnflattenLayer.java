package io.tidemark.export.layer;

import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import io.tidemark.export.onnx.GraphBuilder;
import java.util.List;

/** A vector {@code [N,W*C]} as a sequence {@code [N,W,C]}. */
public final class UnflattenLayer implements Layer {
  private final int steps;
  private final int channels;
  private final Block block;

  public UnflattenLayer(int steps, int channels) {
    this.steps = steps;
    this.channels = channels;
    block = LambdaBlock.singleton(vector -> vector.reshape(-1, steps, channels), "unflatten");
  }

  @Override
  public Block block() {
    return block;
  }

  @Override
  public Signal export(GraphBuilder graph, Signal input) {
    return Signal.batchFirst(
        graph.add("Reshape", List.of(input.value(), graph.longs("shape", -1, steps, channels))),
        steps,
        channels);
  }
}
