package io.tidemark.detector.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Inputs and outputs of a graph that meets the contract.
 *
 * @param latentLength H; 0 where the graph does not tell its latent vector
 * @param stateLength S; 0 where the graph reads whole windows
 */
record GraphShape(int latentLength, int stateLength) {
  /** Each is kept and compared for each key. */
  private static final int LONGEST = 4_096;

  /**
   * Holds the graph's own shapes against the metadata.
   *
   * @throws ModelException where they differ
   */
  static GraphShape of(OrtSession session, ModelMetadata metadata) throws OrtException {
    return session.getInputInfo().containsKey(ModelContract.TICK)
        ? carrying(session, metadata)
        : reading(session, metadata);
  }

  private static GraphShape carrying(OrtSession session, ModelMetadata metadata)
      throws OrtException {
    long f = metadata.features().size();
    check(session.getInputInfo().get(ModelContract.TICK), ModelContract.TICK, f);
    Map<String, NodeInfo> outputs = session.getOutputInfo();
    int s = length(session.getInputInfo().get(ModelContract.STATE), ModelContract.STATE);
    check(outputs.get(ModelContract.EXPECTED), ModelContract.EXPECTED, f);
    check(outputs.get(ModelContract.NEXT_STATE), ModelContract.NEXT_STATE, s);
    return new GraphShape(latentLength(outputs), s);
  }

  private static GraphShape reading(OrtSession session, ModelMetadata metadata)
      throws OrtException {
    long w = metadata.windowLength();
    long f = metadata.features().size();
    check(session.getInputInfo().get(ModelContract.WINDOW), ModelContract.WINDOW, w, f);
    Map<String, NodeInfo> outputs = session.getOutputInfo();
    check(outputs.get(ModelContract.RECONSTRUCTION), ModelContract.RECONSTRUCTION, w, f);
    check(outputs.get(ModelContract.FEATURE_ERROR), ModelContract.FEATURE_ERROR, f);
    check(outputs.get(ModelContract.LAST_ERROR), ModelContract.LAST_ERROR, f);
    check(outputs.get(ModelContract.SCORE), ModelContract.SCORE);
    return new GraphShape(latentLength(outputs), 0);
  }

  private static int latentLength(Map<String, NodeInfo> outputs) {
    NodeInfo latent = outputs.get(ModelContract.LATENT);
    return latent == null ? 0 : length(latent, ModelContract.LATENT);
  }

  /** Length of a vector whose length the graph chooses. */
  private static int length(@Nullable NodeInfo node, String name) {
    long[] shape =
        node != null && node.getInfo() instanceof TensorInfo tensor
            ? tensor.getShape()
            : new long[0];
    int length = shape.length == 2 ? (int) Math.min(shape[1], Integer.MAX_VALUE) : 0;
    check(node, name, Math.max(1, length));
    if (length > LONGEST) {
      throw new ModelException(
          "%s has %,d values; it may have %,d".formatted(name, length, LONGEST));
    }
    return length;
  }

  private static void check(@Nullable NodeInfo node, String name, long... shape) {
    if (node == null || !(node.getInfo() instanceof TensorInfo tensor)) {
      throw new ModelException("the graph has no tensor named " + name);
    }
    long[] found = tensor.getShape();
    boolean fits =
        tensor.type == OnnxJavaType.FLOAT && found.length == shape.length + 1 && found[0] < 0;
    for (int i = 0; fits && i < shape.length; i++) {
      fits = found[i + 1] == shape[i];
    }
    if (!fits) {
      throw new ModelException(
          "%s is %s %s; it must be FLOAT with a dynamic first dimension, then %s"
              .formatted(name, tensor.type, Arrays.toString(found), Arrays.toString(shape)));
    }
  }
}
