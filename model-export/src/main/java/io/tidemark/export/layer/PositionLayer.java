package io.tidemark.export.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import io.tidemark.export.onnx.GraphBuilder;
import java.util.List;

/**
 * Adds to each step of {@code [N,W,C]} where it stands, as sines and cosines (Vaswani et al. 2017,
 * section 3.5).
 */
public final class PositionLayer implements Layer {
  private static final double LONGEST = 10_000;

  private final int steps;
  private final int channels;
  private final Block block;

  public PositionLayer(int steps, int channels) {
    this.steps = steps;
    this.channels = channels;
    block = LambdaBlock.singleton(this::add, "position");
  }

  @Override
  public Block block() {
    return block;
  }

  @Override
  public Signal export(GraphBuilder graph, Signal input) {
    Signal sequence = input.toBatchFirst(graph);
    return sequence.with(
        graph.add(
            "Add", List.of(sequence.value(), graph.floats("table", table(), steps, channels))),
        channels);
  }

  private NDArray add(NDArray sequence) {
    return sequence.add(sequence.getManager().create(table(), new Shape(1, steps, channels)));
  }

  private float[] table() {
    float[] table = new float[steps * channels];
    for (int step = 0; step < steps; step++) {
      for (int channel = 0; channel < channels; channel++) {
        double angle = step / Math.pow(LONGEST, (channel - channel % 2) / (double) channels);
        table[step * channels + channel] =
            (float) (channel % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
      }
    }
    return table;
  }
}
