package io.tidemark.detector.model;

import io.tidemark.detector.window.Window;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * A micro-batch: direct buffers for windows in and scores out, filled and read by one thread and
 * used again for each batch. The memory is the JVM's; nothing to close.
 */
public final class WindowBatch {
  private final int capacity;
  private final int windowLength;
  private final int features;
  private final int latentLength;
  private final FloatBuffer input;
  private final FloatBuffer scores;
  private final FloatBuffer featureErrors;
  private final FloatBuffer lastErrors;
  private final FloatBuffer latents;
  private int size;

  /**
   * @param capacity most windows in a batch
   * @param windowLength W
   * @param features F
   * @param latentLength H; 0 where the model does not tell its state or nobody asks for it
   */
  public WindowBatch(int capacity, int windowLength, int features, int latentLength) {
    this.capacity = capacity;
    this.windowLength = windowLength;
    this.features = features;
    this.latentLength = latentLength;
    int room = padded(capacity);
    input = direct(room * windowLength * features);
    scores = direct(room);
    featureErrors = direct(room * features);
    lastErrors = direct(room * features);
    latents = direct(room * latentLength);
  }

  /** Adds a window {@code [W,F]}; only when not {@link #full}. */
  public void add(float[] window) {
    input.put(size * windowLength * features, window, 0, windowLength * features);
    size++;
  }

  public int size() {
    return size;
  }

  public boolean full() {
    return size == capacity;
  }

  public void clear() {
    size = 0;
  }

  /** Score of the i-th window of the last run. */
  public float score(int i) {
    return scores.get(i);
  }

  /** The i-th window of the last run with what the model said of it. */
  public ScoredWindow scored(int i, Window window) {
    float[] featureError = new float[features];
    float[] lastError = new float[features];
    featureErrors.get(i * features, featureError);
    lastErrors.get(i * features, lastError);
    float[] latent = new float[latentLength];
    latents.get(i * latentLength, latent);
    return ScoredWindow.of(window, scores.get(i), featureError, lastError, latent);
  }

  /** A window {@code [W,F]} that was added. */
  void window(int i, float[] into) {
    input.get(i * windowLength * features, into, 0, windowLength * features);
  }

  /**
   * Takes what a model that carries its state expected of the last tick of the i-th window.
   *
   * @param expected {@code [F]}
   * @param latent {@code [H]}
   */
  void put(int i, float[] expected, float[] latent) {
    int last = ((i + 1) * windowLength - 1) * features;
    float sum = 0;
    for (int f = 0; f < features; f++) {
      float error = input.get(last + f) - expected[f];
      lastErrors.put(i * features + f, error);
      featureErrors.put(i * features + f, error * error);
      sum += error * error;
    }
    scores.put(i, sum / features);
    latents.put(i * latentLength, latent);
  }

  int windowLength() {
    return windowLength;
  }

  int features() {
    return features;
  }

  int latentLength() {
    return latentLength;
  }

  FloatBuffer input(int from, int count) {
    return input.slice(from * windowLength * features, count * windowLength * features);
  }

  FloatBuffer scores(int from, int count) {
    return scores.slice(from, count);
  }

  FloatBuffer featureErrors(int from, int count) {
    return featureErrors.slice(from * features, count * features);
  }

  FloatBuffer lastErrors(int from, int count) {
    return lastErrors.slice(from * features, count * features);
  }

  FloatBuffer latents(int from, int count) {
    return latents.slice(from * latentLength, count * latentLength);
  }

  /**
   * The next power of two: CUDA plans its kernels anew for each size that it meets, so it meets
   * few. A batch has room for its padding, where old windows lie.
   */
  static int padded(int count) {
    return count <= 1 ? 1 : Integer.highestOneBit(count - 1) << 1;
  }

  static FloatBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(floats * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
