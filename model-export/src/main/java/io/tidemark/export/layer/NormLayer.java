package io.tidemark.export.layer;

import ai.djl.nn.Block;
import ai.djl.nn.norm.LayerNorm;
import io.tidemark.export.onnx.Attribute;
import io.tidemark.export.onnx.GraphBuilder;
import java.util.List;

/** Layer normalisation of each step's channels (Ba et al. 2016). */
public final class NormLayer implements Layer {
  private static final float EPSILON = 1e-5f;
  private static final int CHANNELS = 2;

  private final LayerNorm block = LayerNorm.builder().axis(CHANNELS).optEpsilon(EPSILON).build();

  @Override
  public Block block() {
    return block;
  }

  @Override
  public Signal export(GraphBuilder graph, Signal input) {
    return input.with(
        graph.add(
            "LayerNormalization",
            List.of(
                input.value(),
                Parameters.write(graph, block, "gamma"),
                Parameters.write(graph, block, "beta")),
            Attribute.of("axis", -1),
            Attribute.of("epsilon", EPSILON)),
        input.channels());
  }
}
