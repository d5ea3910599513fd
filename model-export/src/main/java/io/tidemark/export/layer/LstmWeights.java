package io.tidemark.export.layer;

import java.util.Random;

/**
 * Weights of one LSTM layer. Rows are in ONNX's order of gates: input, output, forget, cell.
 *
 * @param features F
 * @param hidden H
 * @param fromInput {@code [4H,F]} row-major
 * @param fromState {@code [4H,H]} row-major
 * @param biases {@code [8H]}: those of the input, then those of the state
 */
public record LstmWeights(
    int features, int hidden, float[] fromInput, float[] fromState, float[] biases) {
  private static final int GATES = RecurrentCell.LSTM.gates();
  private static final int FORGET = 2;

  /** A memory of some four ticks to start with (Jozefowicz et al. 2015). */
  private static final float FORGET_BIAS = 1;

  /**
   * Drawn evenly from as wide a range as PyTorch starts with. Left as it is, the layer is an echo
   * state network (Jaeger 2001) with gates: its state is a fixed, varied memory of the latest
   * ticks.
   */
  public static LstmWeights drawn(int features, int hidden, int seed) {
    Random random = new Random(seed);
    float limit = (float) (1 / Math.sqrt(hidden));
    float[] biases = new float[2 * GATES * hidden];
    float[] fromInput = drawn(GATES * hidden * features, limit, random);
    float[] fromState = drawn(GATES * hidden * hidden, limit, random);
    System.arraycopy(drawn(GATES * hidden, limit, random), 0, biases, 0, GATES * hidden);
    for (int i = FORGET * hidden; i < (FORGET + 1) * hidden; i++) {
      biases[i] += FORGET_BIAS;
    }
    return new LstmWeights(features, hidden, fromInput, fromState, biases);
  }

  /** How many numbers they are. */
  public long count() {
    return (long) fromInput.length + fromState.length + biases.length;
  }

  private static float[] drawn(int count, float limit, Random random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = limit * (2 * random.nextFloat() - 1);
    }
    return values;
  }
}
