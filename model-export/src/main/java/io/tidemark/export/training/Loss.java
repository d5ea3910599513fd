package io.tidemark.export.training;

import ai.djl.ndarray.NDArray;
import io.tidemark.export.layer.Constant;

/** What training minimises: a mean over windows, ticks and features. */
public enum Loss {
  /** Squared error. */
  MSE {
    @Override
    NDArray of(NDArray error) {
      return error.square().mean();
    }
  },
  /** Absolute error. */
  MAE {
    @Override
    NDArray of(NDArray error) {
      return error.abs().mean();
    }
  },
  /** Squared up to 1, absolute beyond (Huber 1964). */
  HUBER {
    @Override
    NDArray of(NDArray error) {
      NDArray size = error.abs();
      NDArray inner = size.minimum(Constant.of(1, size));
      return inner.square().mul(Constant.of(0.5f, size)).add(size.sub(inner)).mean();
    }
  };

  /** A scalar of {@code [N,W,F]} errors. */
  abstract NDArray of(NDArray error);
}
