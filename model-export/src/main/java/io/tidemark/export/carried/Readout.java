package io.tidemark.export.carried;

import io.tidemark.detector.linear.RidgeRegression;

/**
 * What is expected of the next tick, a linear function of the LSTM's state.
 *
 * @param weights {@code [H,F]} row-major
 * @param bias {@code [F]}
 */
record Readout(float[] weights, float[] bias) {

  /** Expects nothing but the normal value. */
  static Readout none(int hidden, int features) {
    return new Readout(new float[hidden * features], new float[features]);
  }

  static Readout of(RidgeRegression fit, int hidden, int features) {
    double[][] solved = fit.solve();
    float[] weights = new float[hidden * features];
    float[] bias = new float[features];
    for (int f = 0; f < features; f++) {
      for (int h = 0; h < hidden; h++) {
        weights[h * features + f] = (float) solved[h][f];
      }
      bias[f] = (float) solved[hidden][f];
    }
    return new Readout(weights, bias);
  }

  /**
   * One that was trained.
   *
   * @param weights {@code [F,H]} row-major
   */
  static Readout trained(float[] weights, float[] bias) {
    int features = bias.length;
    int hidden = weights.length / features;
    float[] turned = new float[weights.length];
    for (int f = 0; f < features; f++) {
      for (int h = 0; h < hidden; h++) {
        turned[h * features + f] = weights[f * hidden + h];
      }
    }
    return new Readout(turned, bias);
  }

  /** What is expected after this state. */
  float[] expected(float[] state) {
    float[] expected = bias.clone();
    for (int h = 0; h < state.length; h++) {
      for (int f = 0; f < expected.length; f++) {
        expected[f] += weights[h * expected.length + f] * state[h];
      }
    }
    return expected;
  }
}
