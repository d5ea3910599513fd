package io.tidemark.export.layer;

import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import io.tidemark.export.onnx.GraphBuilder;
import java.util.List;

/** Layers one after the other. */
public final class LayerStack implements Layer {
  private final String name;
  private final List<Layer> layers;
  private final SequentialBlock block = new SequentialBlock();

  /**
   * @param name prefix of the names in the graph
   */
  public LayerStack(String name, Layer... layers) {
    this.name = name;
    this.layers = List.of(layers);
    this.layers.forEach(layer -> block.add(layer.block()));
  }

  @Override
  public Block block() {
    return block;
  }

  @Override
  public Signal export(GraphBuilder graph, Signal input) {
    Signal signal = input;
    for (int i = 0; i < layers.size(); i++) {
      signal = layers.get(i).export(graph.scope(name + "." + i), signal);
    }
    return signal;
  }
}
