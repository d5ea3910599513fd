package io.tidemark.export.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.tidemark.export.window.WindowSet;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** Windows {@code [N,W,F]} and other values as arrays. */
final class Batches {
  private Batches() {}

  /** Windows {@code from} to before {@code to}. */
  static NDArray of(NDManager manager, WindowSet windows, int from, int to) {
    return gather(manager, windows, null, from, to);
  }

  /** The windows that {@code order} lists from {@code from} to before {@code to}. */
  static NDArray of(NDManager manager, WindowSet windows, int[] order, int from, int to) {
    return gather(manager, windows, order, from, to);
  }

  private static NDArray gather(
      NDManager manager, WindowSet windows, int @Nullable [] order, int from, int to) {
    FloatBuffer buffer = FloatBuffer.allocate((to - from) * windows.length() * windows.features());
    for (int i = from; i < to; i++) {
      buffer.put(windows.values().get(order == null ? i : order[i]));
    }
    return of(manager, buffer.array(), new Shape(to - from, windows.length(), windows.features()));
  }

  /** Values as an array of this shape. */
  static NDArray of(NDManager manager, float[] values, Shape shape) {
    // PyTorch's own copy lies on a 64-byte boundary, Java's buffer wherever it came to lie, and
    // sums
    // of vector instructions depend on that: without the copy two runs of one seed may differ.
    try (NDArray anywhere = manager.create(values, shape)) {
      return anywhere.duplicate();
    }
  }
}
