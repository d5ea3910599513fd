package io.tidemark.export.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.tidemark.export.layer.CarriedForecaster;
import java.util.ArrayList;
import java.util.List;

/** Judges a forecaster by sequences that it was not trained on, several beside each other. */
final class Forecasts {
  private static final int BATCH = 64;

  /** Longest run of ticks that are judged without the state being found once more. */
  private static final int MOST_JUDGED = 240;

  private final List<TickSequence> pieces = new ArrayList<>();
  private final Loss loss;
  private final int hidden;

  Forecasts(List<TickSequence> sequences, Loss loss, int hidden) {
    this.loss = loss;
    this.hidden = hidden;
    sequences.forEach(this::cut);
  }

  /** Mean loss of all ticks that are judged; NaN where there are none. */
  double loss(CarriedForecaster network, NDManager manager, ParameterStore store) {
    double sum = 0;
    long judged = 0;
    for (int from = 0; from < pieces.size(); from += BATCH) {
      List<TickSequence> batch = pieces.subList(from, Math.min(from + BATCH, pieces.size()));
      int length = batch.stream().mapToInt(TickSequence::length).max().orElseThrow() - 1;
      int features = batch.get(0).features();
      float[] inputs = new float[batch.size() * length * features];
      float[] targets = new float[inputs.length];
      float[] mask = new float[inputs.length];
      for (int i = 0; i < batch.size(); i++) {
        TickSequence piece = batch.get(i);
        int size = piece.values().length - features;
        int at = i * length * features;
        System.arraycopy(piece.values(), 0, inputs, at, size);
        System.arraycopy(piece.values(), features, targets, at, size);
        for (int j = (piece.judgedFrom() - 1) * features; j < size; j++) {
          mask[at + j] = 1;
          judged++;
        }
      }
      Shape shape = new Shape(batch.size(), length, features);
      try (NDManager memory = manager.newSubManager()) {
        NDArray zeros = memory.zeros(new Shape(1, batch.size(), hidden));
        NDList ticks = new NDList(Batches.of(memory, inputs, shape), zeros, zeros);
        NDArray expected = network.block().forward(store, ticks, false).head();
        NDArray error = expected.sub(Batches.of(memory, targets, shape));
        sum += loss.of(error.mul(Batches.of(memory, mask, shape))).getFloat() * inputs.length;
      }
    }
    return sum / judged;
  }

  private void cut(TickSequence sequence) {
    int f = sequence.features();
    int before = Math.max(1, sequence.judgedFrom());
    for (int judged = before; judged < sequence.length(); judged += MOST_JUDGED) {
      int until = Math.min(judged + MOST_JUDGED, sequence.length());
      float[] values = new float[(until - judged + before) * f];
      System.arraycopy(sequence.values(), (judged - before) * f, values, 0, values.length);
      pieces.add(new TickSequence(values, f, before));
    }
  }
}
