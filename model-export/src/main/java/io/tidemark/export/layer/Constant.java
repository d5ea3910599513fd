package io.tidemark.export.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * A number in a computation that is differentiated. DJL's {@code array.mul(0.5f)} lays the number
 * on a buffer of Java's and lets go of it at once, while PyTorch keeps its address for the way
 * back: once the buffer is collected, gradients are computed from whatever lies there. PyTorch owns
 * this one.
 */
public final class Constant {
  private Constant() {}

  /** A scalar that lives as long as {@code beside}'s manager. */
  public static NDArray of(float value, NDArray beside) {
    return beside.getManager().full(new Shape(), value, beside.getDataType());
  }
}
