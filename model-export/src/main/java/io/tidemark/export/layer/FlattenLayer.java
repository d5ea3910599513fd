package io.tidemark.export.layer;

import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import io.tidemark.export.onnx.GraphBuilder;
import java.util.List;

/** All steps of a sequence {@code [N,W,C]}, one beside the other: {@code [N,W*C]}. */
public final class FlattenLayer implements Layer {
  private final Block block =
      LambdaBlock.singleton(
          sequence -> sequence.reshape(-1, sequence.size(1) * sequence.size(2)), "flatten");

  @Override
  public Block block() {
    return block;
  }

  @Override
  public Signal export(GraphBuilder graph, Signal input) {
    Signal sequence = input.toBatchFirst(graph);
    int channels = sequence.steps() * sequence.channels();
    return Signal.vector(
        graph.add("Reshape", List.of(sequence.value(), graph.longs("shape", -1, channels))),
        channels);
  }
}
