package io.tidemark.export.layer;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import io.tidemark.export.onnx.GraphBuilder;
import java.util.List;

/** What a layer makes of its input, added to the input (He et al. 2016). */
public final class ResidualLayer implements Layer {
  private final Layer inner;
  private final Block block;

  /**
   * @param inner gives the shape it takes
   */
  public ResidualLayer(Layer inner) {
    this.inner = inner;
    block =
        new ParallelBlock(
            both -> new NDList(both.get(0).head().add(both.get(1).head())),
            List.of(Blocks.identityBlock(), inner.block()));
  }

  @Override
  public Block block() {
    return block;
  }

  @Override
  public Signal export(GraphBuilder graph, Signal input) {
    Signal changed = inner.export(graph, input);
    return changed.with(
        graph.add("Add", List.of(input.value(), changed.value())), changed.channels());
  }
}
