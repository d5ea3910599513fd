package io.tidemark.export.layer;

import java.util.List;

/** Kinds of recurrent cells, and how their gates lie in PyTorch's weights and in ONNX's. */
public enum RecurrentCell {
  /**
   * Hochreiter and Schmidhuber 1997. PyTorch: input, forget, cell, output; ONNX: input, output,
   * forget, cell.
   */
  LSTM("LSTM", List.of("Sigmoid", "Tanh", "Tanh"), 0, 3, 1, 2),
  /** Cho et al. 2014. PyTorch: reset, update, new; ONNX: update, reset, hidden. */
  GRU("GRU", List.of("Sigmoid", "Tanh"), 1, 0, 2),
  /** Elman 1990, with tanh. */
  RNN("RNN", List.of("Tanh"), 0);

  private final String operator;
  private final List<String> activations;
  private final int[] gateOrder;

  RecurrentCell(String operator, List<String> activations, int... gateOrder) {
    this.operator = operator;
    this.activations = activations;
    this.gateOrder = gateOrder;
  }

  /** ONNX operator. */
  String operator() {
    return operator;
  }

  /** ONNX activations of one direction. */
  List<String> activations() {
    return activations;
  }

  int gates() {
    return gateOrder.length;
  }

  /**
   * PyTorch's rows in ONNX's order.
   *
   * @param weights {@code [gates * hidden, columns]}, row-major
   */
  float[] reorder(float[] weights) {
    int block = weights.length / gates();
    float[] ordered = new float[weights.length];
    for (int gate = 0; gate < gates(); gate++) {
      System.arraycopy(weights, gateOrder[gate] * block, ordered, gate * block, block);
    }
    return ordered;
  }

  /** The inverse of {@link #reorder}: ONNX's rows in PyTorch's order. */
  float[] torchOrder(float[] weights) {
    int block = weights.length / gates();
    float[] ordered = new float[weights.length];
    for (int gate = 0; gate < gates(); gate++) {
      System.arraycopy(weights, gate * block, ordered, gateOrder[gate] * block, block);
    }
    return ordered;
  }
}
