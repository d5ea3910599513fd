package io.tidemark.export.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.tidemark.export.layer.CarriedForecaster;
import io.tidemark.export.layer.LstmWeights;
import java.util.List;

/** A forecaster with its weights. Owns native memory: close it when it is exported. */
public final class TrainedForecaster implements AutoCloseable {
  private final CarriedForecaster network;
  private final NDManager manager;
  private final ParameterStore store;
  private final EpochLoop.Outcome outcome;

  TrainedForecaster(
      CarriedForecaster network,
      NDManager manager,
      ParameterStore store,
      EpochLoop.Outcome outcome) {
    this.network = network;
    this.manager = manager;
    this.store = store;
    this.outcome = outcome;
  }

  /** The weights of its LSTM. */
  public LstmWeights weights() {
    return network.weights();
  }

  /** The weights of its readout, {@code [F,H]} row-major. */
  public float[] readoutWeights() {
    return network.readoutWeights();
  }

  /** The bias of its readout, {@code [F]}. */
  public float[] readoutBias() {
    return network.readoutBias();
  }

  /** The learning curves. */
  public List<Epoch> epochs() {
    return outcome.epochs();
  }

  /** Number of the epoch whose weights these are. */
  public int bestEpoch() {
    return outcome.best();
  }

  /**
   * The trainer's own forward pass, from a state of zeros.
   *
   * @return the hidden state after each tick, {@code [T,H]} row-major
   */
  public float[] states(TickSequence ticks) {
    Shape shape = new Shape(1, ticks.length(), ticks.features());
    try (NDManager memory = manager.newSubManager()) {
      NDArray zeros = memory.zeros(new Shape(1, 1, network.hidden()));
      NDList inputs = new NDList(Batches.of(memory, ticks.values(), shape), zeros, zeros);
      return network.block().forward(store, inputs, false).get(1).toFloatArray();
    }
  }

  @Override
  public void close() {
    network.block().clear();
    manager.close();
  }
}
