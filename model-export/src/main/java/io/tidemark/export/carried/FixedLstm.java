package io.tidemark.export.carried;

import java.util.Random;

/**
 * Weights of an LSTM that nobody trains: an echo state network (Jaeger 2001) with gates. Its state
 * is a fixed, varied memory of the latest ticks; all that is learned is a linear readout. Rows are
 * in ONNX's order of gates: input, output, forget, cell.
 *
 * @param features F
 * @param hidden H
 * @param fromInput {@code [4H,F]} row-major
 * @param fromState {@code [4H,H]} row-major
 * @param biases {@code [8H]}: those of the input, then those of the state
 */
record FixedLstm(int features, int hidden, float[] fromInput, float[] fromState, float[] biases) {
  private static final int GATES = 4;
  private static final int FORGET = 2;

  /** At the start of training too (Jozefowicz et al. 2015): a memory of some four ticks. */
  private static final float FORGET_BIAS = 1;

  /** Drawn evenly from as wide a range as PyTorch starts with. */
  static FixedLstm drawn(int features, int hidden, int seed) {
    Random random = new Random(seed);
    float limit = (float) (1 / Math.sqrt(hidden));
    float[] biases = new float[2 * GATES * hidden];
    float[] fromInput = drawn(GATES * hidden * features, limit, random);
    float[] fromState = drawn(GATES * hidden * hidden, limit, random);
    System.arraycopy(drawn(GATES * hidden, limit, random), 0, biases, 0, GATES * hidden);
    for (int i = FORGET * hidden; i < (FORGET + 1) * hidden; i++) {
      biases[i] += FORGET_BIAS;
    }
    return new FixedLstm(features, hidden, fromInput, fromState, biases);
  }

  private static float[] drawn(int count, float limit, Random random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = limit * (2 * random.nextFloat() - 1);
    }
    return values;
  }
}
