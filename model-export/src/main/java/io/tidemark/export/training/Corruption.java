package io.tidemark.export.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Spoils inputs in training, so that the network must restore what it was not shown (denoising
 * autoencoder, Vincent et al. 2008): Gaussian noise, and features hidden over the whole window.
 */
record Corruption(double noise, double featureDropout) {
  /**
   * @param windows {@code [N,W,F]}
   */
  NDArray spoil(NDArray windows) {
    NDManager manager = windows.getManager();
    NDArray spoiled = windows;
    if (noise > 0) {
      spoiled =
          spoiled.add(manager.randomNormal(0, (float) noise, windows.getShape(), DataType.FLOAT32));
    }
    if (featureDropout > 0) {
      Shape one = new Shape(windows.size(0), 1, windows.size(2));
      NDArray kept = manager.randomUniform(0, 1, one).gte((float) featureDropout);
      spoiled = spoiled.mul(kept.toType(DataType.FLOAT32, false));
    }
    return spoiled;
  }
}
