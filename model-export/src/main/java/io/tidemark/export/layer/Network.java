package io.tidemark.export.layer;

import ai.djl.nn.Block;

/** A network from a window to its reconstruction, in the two forms of a {@link Layer}. */
public interface Network extends NetworkGraph {
  /**
   * Takes {@code [N,W,F]} and gives the reconstruction {@code [N,W,F]} and the latent state {@code
   * [N,H]}.
   */
  Block block();
}
