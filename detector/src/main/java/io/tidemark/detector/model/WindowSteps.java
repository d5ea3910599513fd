package io.tidemark.detector.model;

import ai.onnxruntime.OrtException;

/**
 * Reads whole windows by a model that carries its state: tick by tick from a state of zeros. For
 * proofs, trials and people; a job carries the state on instead ({@link CarriedBatch}).
 */
final class WindowSteps {
  private final ModelSession session;
  private final GraphShape shape;
  private final boolean padded;

  /**
   * @param padded whether the provider wants batches of few sizes
   */
  WindowSteps(ModelSession session, GraphShape shape, boolean padded) {
    this.session = session;
    this.shape = shape;
    this.padded = padded;
  }

  /** Takes what the model says of each tick. */
  private interface Sink {
    /**
     * @param i number of the window
     * @param tick number of its tick
     * @param at place in the batch
     */
    void stepped(int i, int tick, TickBatch ticks, int at);
  }

  /** Scores some of the batch's windows; of each window the last tick is scored. */
  void score(WindowBatch batch, int from, int count) throws OrtException {
    int features = batch.features();
    float[][] windows = new float[count][batch.windowLength() * features];
    for (int i = 0; i < count; i++) {
      batch.window(from + i, windows[i]);
    }
    float[] latent = new float[batch.latentLength()];
    float[] expected = new float[features];
    int last = batch.windowLength() - 1;
    run(
        windows,
        features,
        batch.latentLength(),
        (i, tick, ticks, at) -> {
          if (tick == last) {
            ticks.expected(at, expected);
            ticks.latent(at, latent);
            batch.put(from + i, expected, latent);
          }
        });
  }

  /**
   * What was expected of each tick of a window.
   *
   * @param window {@code [W,F]} row-major
   * @return {@code [W,F]} row-major
   */
  float[] expected(float[] window, int features) throws OrtException {
    float[] all = new float[window.length];
    float[] expected = new float[features];
    run(
        new float[][] {window},
        features,
        0,
        (i, tick, ticks, at) -> {
          ticks.expected(at, expected);
          System.arraycopy(expected, 0, all, tick * features, features);
        });
    return all;
  }

  private void run(float[][] windows, int features, int latentLength, Sink out)
      throws OrtException {
    TickBatch ticks = new TickBatch(windows.length, features, shape.stateLength(), latentLength);
    float[][] states = new float[windows.length][shape.stateLength()];
    int length = windows[0].length / features;
    int count = padded ? WindowBatch.padded(windows.length) : windows.length;
    for (int tick = 0; tick < length; tick++) {
      for (int i = 0; i < windows.length; i++) {
        ticks.set(i, windows[i], tick, states[i]);
      }
      session.step(ticks, count);
      for (int i = 0; i < windows.length; i++) {
        ticks.nextState(i, states[i]);
        out.stepped(i, tick, ticks, i);
      }
    }
  }
}
