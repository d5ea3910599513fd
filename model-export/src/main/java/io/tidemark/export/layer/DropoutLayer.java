package io.tidemark.export.layer;

import ai.djl.nn.Block;
import ai.djl.nn.norm.Dropout;
import io.tidemark.export.onnx.GraphBuilder;

/** Zeroes a share of the values in training (Srivastava et al. 2014) and is nothing outside it. */
public final class DropoutLayer implements Layer {
  private final Dropout block;

  /**
   * @param rate share that is zeroed, 0 to under 1
   */
  public DropoutLayer(double rate) {
    block = Dropout.builder().optRate((float) rate).build();
  }

  @Override
  public Block block() {
    return block;
  }

  @Override
  public Signal export(GraphBuilder graph, Signal input) {
    return input;
  }
}
