package io.tidemark.export.layer;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.UniformInitializer;
import io.tidemark.export.onnx.GraphBuilder;
import io.tidemark.export.onnx.Value;

/** A block's parameters: how they start and how they are written. */
final class Parameters {
  private Parameters() {}

  /**
   * Starts all weights and biases uniformly within {@code 1/sqrt(fanIn)}, as PyTorch starts linear
   * and recurrent layers (LeCun et al. 1998, section 4.6).
   */
  static <B extends Block> B uniform(B block, int fanIn) {
    Initializer initializer = new UniformInitializer((float) (1 / Math.sqrt(fanIn)));
    block.setInitializer(initializer, Parameter.Type.WEIGHT);
    block.setInitializer(initializer, Parameter.Type.BIAS);
    return block;
  }

  /** A parameter's values, row-major. */
  static float[] values(Block block, String name) {
    return block.getDirectParameters().get(name).getArray().toFloatArray();
  }

  /** Writes a parameter as an initialiser of the same shape. */
  static Value write(GraphBuilder graph, Block block, String name) {
    long[] shape = block.getDirectParameters().get(name).getArray().getShape().getShape();
    return graph.floats(name, values(block, name), shape);
  }
}
