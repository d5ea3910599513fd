package io.tidemark.detector.model;

import io.tidemark.detector.definition.DetectorDefinition;

/** How much memory outside the heap the buffers for a model's micro-batches take. */
public final class BatchMemory {
  private BatchMemory() {}

  /**
   * Bytes for one model at work in one subtask, at most. The length of its state and of its latent
   * vector are read from its file, without a session.
   *
   * @param file a model that was admitted for the detector
   * @param batch most windows in a micro-batch
   * @throws ModelException when the file is no ONNX
   */
  public static long bytes(DetectorDefinition detector, byte[] file, int batch) {
    long features = detector.features().size();
    long state = 0;
    long latent = 0;
    for (OnnxGraph.Shape shape : OnnxGraph.read(file).shapes()) {
      switch (shape.name()) {
        case ModelContract.STATE -> state = Math.max(state, length(shape));
        case ModelContract.LATENT -> latent = Math.max(latent, length(shape));
        default -> {
          // follows from the definition
        }
      }
    }
    // A window with its score and two errors a feature, or a tick with what is expected of it and
    // two states; a model that carries its state takes both while its best batch is sought.
    long values = features * (detector.window().length() + 4L) + 1 + 2 * state + 2 * latent;
    return Float.BYTES * values * WindowBatch.padded(batch);
  }

  /** Of a vector; the file states no length of its dynamic first dimension. */
  private static long length(OnnxGraph.Shape shape) {
    return shape.dimensions().stream().mapToLong(Long::longValue).max().orElse(0);
  }
}
