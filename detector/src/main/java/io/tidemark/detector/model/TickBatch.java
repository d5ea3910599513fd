package io.tidemark.detector.model;

import java.nio.FloatBuffer;

/**
 * A micro-batch of ticks for a model that carries its state: direct buffers that the session reads
 * and writes, used again for each step. The memory is the JVM's; nothing to close.
 */
final class TickBatch {
  private final int features;
  private final int stateLength;
  private final int latentLength;
  private final FloatBuffer ticks;
  private final FloatBuffer states;
  private final FloatBuffer nextStates;
  private final FloatBuffer expected;
  private final FloatBuffer latents;

  /**
   * @param capacity most ticks in a batch
   * @param latentLength H; 0 where the model does not tell it or nobody asks for it
   */
  TickBatch(int capacity, int features, int stateLength, int latentLength) {
    this.features = features;
    this.stateLength = stateLength;
    this.latentLength = latentLength;
    int room = WindowBatch.padded(capacity);
    ticks = WindowBatch.direct(room * features);
    states = WindowBatch.direct(room * stateLength);
    nextStates = WindowBatch.direct(room * stateLength);
    expected = WindowBatch.direct(room * features);
    latents = WindowBatch.direct(room * latentLength);
  }

  int features() {
    return features;
  }

  int stateLength() {
    return stateLength;
  }

  int latentLength() {
    return latentLength;
  }

  /**
   * Sets the i-th tick.
   *
   * @param window {@code [W,F]} row-major
   * @param row which of its ticks
   * @param state before the tick, {@code [S]}
   */
  void set(int i, float[] window, int row, float[] state) {
    ticks.put(i * features, window, row * features, features);
    states.put(i * stateLength, state, 0, stateLength);
  }

  /** The state after the i-th tick. */
  void nextState(int i, float[] into) {
    nextStates.get(i * stateLength, into, 0, stateLength);
  }

  /** What was expected of the i-th tick, {@code [F]}. */
  void expected(int i, float[] into) {
    expected.get(i * features, into, 0, features);
  }

  /** The i-th key's latent vector after its tick, {@code [H]}. */
  void latent(int i, float[] into) {
    latents.get(i * latentLength, into, 0, latentLength);
  }

  FloatBuffer ticks(int count) {
    return ticks.slice(0, count * features);
  }

  FloatBuffer states(int count) {
    return states.slice(0, count * stateLength);
  }

  FloatBuffer nextStates(int count) {
    return nextStates.slice(0, count * stateLength);
  }

  FloatBuffer expected(int count) {
    return expected.slice(0, count * features);
  }

  FloatBuffer latents(int count) {
    return latents.slice(0, count * latentLength);
  }
}
