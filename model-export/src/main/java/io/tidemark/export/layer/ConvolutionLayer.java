package io.tidemark.export.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv1d;
import io.tidemark.export.onnx.Attribute;
import io.tidemark.export.onnx.GraphBuilder;
import io.tidemark.export.onnx.Value;
import java.util.List;

/** A convolution along time that keeps the length: {@code [N,W,C]} to {@code [N,W,filters]}. */
public final class ConvolutionLayer implements Layer {
  private final Conv1d convolution;
  private final int filters;
  private final int width;
  private final Block block;

  /**
   * @param inputs channels in
   * @param filters channels out
   * @param width ticks a filter sees, odd
   */
  public ConvolutionLayer(int inputs, int filters, int width) {
    this.filters = filters;
    this.width = width;
    convolution =
        Parameters.uniform(
            Conv1d.builder()
                .setFilters(filters)
                .setKernelShape(new Shape(width))
                .optPadding(new Shape(width / 2))
                .build(),
            inputs * width);
    block =
        new SequentialBlock()
            .add(LambdaBlock.singleton(ConvolutionLayer::swap, "channels-first"))
            .add(convolution)
            .add(LambdaBlock.singleton(ConvolutionLayer::swap, "channels-last"));
  }

  @Override
  public Block block() {
    return block;
  }

  @Override
  public Signal export(GraphBuilder graph, Signal input) {
    Signal sequence = input.toBatchFirst(graph);
    Attribute swap = Attribute.ofLongs("perm", 0, 2, 1);
    Value convolved =
        graph.add(
            "Conv",
            List.of(
                graph.add("Transpose", List.of(sequence.value()), swap),
                Parameters.write(graph, convolution, "weight"),
                Parameters.write(graph, convolution, "bias")),
            Attribute.ofLongs("kernel_shape", width),
            Attribute.ofLongs("pads", width / 2, width / 2));
    return sequence.with(graph.add("Transpose", List.of(convolved), swap), filters);
  }

  private static NDArray swap(NDArray sequence) {
    return sequence.transpose(0, 2, 1);
  }
}
