package io.tidemark.export.layer;

import io.tidemark.export.onnx.GraphBuilder;
import org.jspecify.annotations.Nullable;

/** A network that can be written into a graph. */
public interface NetworkGraph {
  /** Writes the trained network, as it acts outside training. */
  Output export(GraphBuilder graph, Signal window);

  /**
   * @param reconstruction {@code [N,W,F]}
   * @param latent {@code [N,H]}; null where the network has none
   */
  record Output(Signal reconstruction, @Nullable Signal latent) {}
}
