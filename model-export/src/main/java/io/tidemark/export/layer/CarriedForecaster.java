package io.tidemark.export.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import java.util.Arrays;

/**
 * An LSTM and a linear readout that expects each next tick, in the form that is trained. The state
 * that it starts from is given to it, and the state that it ends in comes back.
 */
public final class CarriedForecaster {
  private static final String FROM_INPUT = RecurrentStack.parameter(0, false, "i2h", weight());
  private static final String FROM_STATE = RecurrentStack.parameter(0, false, "h2h", weight());
  private static final String INPUT_BIAS = RecurrentStack.parameter(0, false, "i2h", bias());
  private static final String STATE_BIAS = RecurrentStack.parameter(0, false, "h2h", bias());

  private final int features;
  private final int hidden;
  private final LSTM lstm;
  private final Linear readout;
  private final Block block;

  /** Starts from these weights and a readout that expects the normal value. */
  public CarriedForecaster(LstmWeights start) {
    features = start.features();
    hidden = start.hidden();
    lstm = LSTM.builder().setStateSize(hidden).setNumLayers(1).optReturnState(true).build();
    readout = Linear.builder().setUnits(features).build();
    readout.setInitializer(Initializer.ZEROS, Parameter.Type.WEIGHT);
    readout.setInitializer(Initializer.ZEROS, Parameter.Type.BIAS);
    int half = start.biases().length / 2;
    starts(FROM_INPUT, start.fromInput());
    starts(FROM_STATE, start.fromState());
    starts(INPUT_BIAS, Arrays.copyOf(start.biases(), half));
    starts(STATE_BIAS, Arrays.copyOfRange(start.biases(), half, 2 * half));
    block = new Forecast(lstm, readout);
  }

  /**
   * Takes ticks {@code [N,T,F]}, hidden and cell state {@code [1,N,H]}; gives what is expected
   * after each tick {@code [N,T,F]}, the hidden states {@code [N,T,H]}, and both states after the
   * last.
   */
  public Block block() {
    return block;
  }

  /** H, units of the LSTM. */
  public int hidden() {
    return hidden;
  }

  /** The present weights of the LSTM. */
  public LstmWeights weights() {
    float[] input = values(INPUT_BIAS);
    float[] biases = Arrays.copyOf(input, 2 * input.length);
    System.arraycopy(values(STATE_BIAS), 0, biases, input.length, input.length);
    return new LstmWeights(features, hidden, values(FROM_INPUT), values(FROM_STATE), biases);
  }

  /** The present weights of the readout, {@code [F,H]} row-major. */
  public float[] readoutWeights() {
    return Parameters.values(readout, "weight");
  }

  /** The present bias of the readout, {@code [F]}. */
  public float[] readoutBias() {
    return Parameters.values(readout, "bias");
  }

  private float[] values(String name) {
    return RecurrentCell.LSTM.reorder(Parameters.values(lstm, name));
  }

  private void starts(String name, float[] values) {
    float[] ordered = RecurrentCell.LSTM.torchOrder(values);
    lstm.setInitializer(
        (manager, shape, type) -> {
          // PyTorch's own copy is aligned, so that sums come out the same each time.
          try (NDArray anywhere = manager.create(ordered, shape)) {
            return anywhere.duplicate();
          }
        },
        name);
  }

  private static Parameter.Type weight() {
    return Parameter.Type.WEIGHT;
  }

  private static Parameter.Type bias() {
    return Parameter.Type.BIAS;
  }

  private static final class Forecast extends AbstractBlock {
    private final LSTM lstm;
    private final Linear readout;

    @SuppressWarnings("this-escape")
    Forecast(LSTM lstm, Linear readout) {
      this.lstm = addChildBlock("lstm", lstm);
      this.readout = addChildBlock("readout", readout);
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDList carried = lstm.forward(store, inputs, training);
      NDArray states = carried.head();
      NDArray expected = readout.forward(store, new NDList(states), training).head();
      return new NDList(expected, states, carried.get(1), carried.get(2));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      Shape states = new Shape(inputs[0].get(0), inputs[0].get(1), inputs[1].get(2));
      return new Shape[] {inputs[0], states, inputs[1], inputs[2]};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
      lstm.initialize(manager, type, inputs[0]);
      readout.initialize(
          manager, type, new Shape(inputs[0].get(0), inputs[0].get(1), inputs[1].get(2)));
    }
  }
}
