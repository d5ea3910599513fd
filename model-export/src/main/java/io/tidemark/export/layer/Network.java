package io.tidemark.export.layer;

import ai.djl.nn.Block;
import io.tidemark.export.onnx.GraphBuilder;

/** A network from a window to its reconstruction, in the two forms of a {@link Layer}. */
public interface Network {
  /**
   * Takes {@code [N,W,F]} and gives the reconstruction {@code [N,W,F]} and the latent state {@code
   * [N,H]}.
   */
  Block block();

  /** Writes the trained network, as it acts outside training. */
  Output export(GraphBuilder graph, Signal window);

  /**
   * @param reconstruction {@code [N,W,F]}
   * @param latent {@code [N,H]}
   */
  record Output(Signal reconstruction, Signal latent) {}
}
