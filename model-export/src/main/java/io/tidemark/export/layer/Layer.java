package io.tidemark.export.layer;

import ai.djl.nn.Block;
import io.tidemark.export.onnx.GraphBuilder;

/**
 * A layer in two forms that compute the same: a DJL block that is trained, and the ONNX nodes it is
 * exported as. DJL's side takes and gives batch-first arrays.
 */
public interface Layer {
  /** The block that is trained; the same at every call. */
  Block block();

  /** Writes the trained block, as it acts outside training, and returns its output. */
  Signal export(GraphBuilder graph, Signal input);
}
