package io.tidemark.export.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import io.tidemark.export.onnx.GraphBuilder;
import java.util.List;
import java.util.function.UnaryOperator;

/** A function of each value. */
public final class ActivationLayer implements Layer {
  private final String operator;
  private final Block block;

  private ActivationLayer(String operator, UnaryOperator<NDArray> function) {
    this.operator = operator;
    block = LambdaBlock.singleton(function::apply, operator);
  }

  /** {@code max(0, x)} (Nair and Hinton 2010). */
  public static ActivationLayer relu() {
    return new ActivationLayer("Relu", Activation::relu);
  }

  @Override
  public Block block() {
    return block;
  }

  @Override
  public Signal export(GraphBuilder graph, Signal input) {
    return input.with(graph.add(operator, List.of(input.value())), input.channels());
  }
}
