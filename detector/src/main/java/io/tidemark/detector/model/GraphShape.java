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
 * @param latentLength H; 0 where the graph does not tell its state
 */
record GraphShape(int latentLength) {
  /** It is kept and compared for each key. */
  private static final int LONGEST_LATENT = 4_096;

  /**
   * Holds the graph's own shapes against the metadata.
   *
   * @throws ModelException where they differ
   */
  static GraphShape of(OrtSession session, ModelMetadata metadata) throws OrtException {
    long w = metadata.windowLength();
    long f = metadata.features().size();
    check(session.getInputInfo().get(ModelContract.WINDOW), ModelContract.WINDOW, w, f);
    Map<String, NodeInfo> outputs = session.getOutputInfo();
    check(outputs.get(ModelContract.RECONSTRUCTION), ModelContract.RECONSTRUCTION, w, f);
    check(outputs.get(ModelContract.FEATURE_ERROR), ModelContract.FEATURE_ERROR, f);
    check(outputs.get(ModelContract.LAST_ERROR), ModelContract.LAST_ERROR, f);
    check(outputs.get(ModelContract.SCORE), ModelContract.SCORE);
    return new GraphShape(latentLength(outputs));
  }

  private static int latentLength(Map<String, NodeInfo> outputs) {
    NodeInfo latent = outputs.get(ModelContract.LATENT);
    if (latent == null) {
      return 0;
    }
    long[] shape = latent.getInfo() instanceof TensorInfo tensor ? tensor.getShape() : new long[0];
    int length = shape.length == 2 ? (int) Math.min(shape[1], Integer.MAX_VALUE) : 0;
    check(latent, ModelContract.LATENT, Math.max(1, length));
    if (length > LONGEST_LATENT) {
      throw new ModelException(
          "%s has %,d values; it may have %,d"
              .formatted(ModelContract.LATENT, length, LONGEST_LATENT));
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
