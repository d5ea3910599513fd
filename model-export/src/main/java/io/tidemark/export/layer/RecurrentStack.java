package io.tidemark.export.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.recurrent.RNN;
import ai.djl.nn.recurrent.RecurrentBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * Stacked recurrent layers, batch first. DJL's own LSTM, GRU and RNN blocks hand their parameters
 * to PyTorch in the wrong order when bidirectional (0.36); this one hands on {@code W_ih, W_hh,
 * b_ih, b_hh} by layer and direction.
 */
final class RecurrentStack extends RecurrentBlock {
  private final RecurrentCell cell;

  private RecurrentStack(Builder builder) {
    super(builder);
    cell = builder.cell;
    gates = cell.gates();
  }

  /**
   * A stack whose output is its sequence of states, or with {@code lastState} the state it ends in.
   */
  static RecurrentStack of(
      RecurrentCell cell,
      int hidden,
      int layers,
      boolean bidirectional,
      double dropout,
      boolean lastState) {
    return new RecurrentStack(
        new Builder(cell)
            .setStateSize(hidden)
            .setNumLayers(layers)
            .optBidirectional(bidirectional)
            .optDropRate((float) dropout)
            .optReturnState(lastState));
  }

  static String parameter(int layer, boolean backward, String gate, Parameter.Type type) {
    return (backward ? "r_" : "l_") + layer + "_" + gate + "_" + type.name();
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray input = inputs.head();
    long states = (long) numLayers * getNumDirections();
    NDArray zeros = input.getManager().zeros(new Shape(states, input.size(0), stateSize));
    NDList outputs = run(input, zeros, weights(store, input, training), training);
    return new NDList(returnState ? last(outputs.get(1)) : outputs.get(0));
  }

  private NDList run(NDArray input, NDArray zeros, NDList weights, boolean training) {
    NDArrayEx ex = input.getNDArrayInternal();
    float drop = numLayers > 1 ? dropRate : 0;
    return switch (cell) {
      case LSTM ->
          ex.lstm(
              input,
              new NDList(zeros, zeros),
              weights,
              true,
              numLayers,
              drop,
              training,
              bidirectional,
              true);
      case GRU ->
          ex.gru(input, zeros, weights, true, numLayers, drop, training, bidirectional, true);
      case RNN ->
          ex.rnn(
              input,
              zeros,
              weights,
              true,
              numLayers,
              RNN.Activation.TANH,
              drop,
              training,
              bidirectional,
              true);
    };
  }

  private NDList weights(ParameterStore store, NDArray input, boolean training) {
    NDList weights = new NDList();
    for (int layer = 0; layer < numLayers; layer++) {
      for (int direction = 0; direction < getNumDirections(); direction++) {
        for (Parameter.Type type :
            new Parameter.Type[] {Parameter.Type.WEIGHT, Parameter.Type.BIAS}) {
          for (String gate : new String[] {"i2h", "h2h"}) {
            Parameter parameter = parameters.get(parameter(layer, direction == 1, gate, type));
            weights.add(store.getValue(parameter, input.getDevice(), training));
          }
        }
      }
    }
    return weights;
  }

  /**
   * The top layer's last state {@code [N, directions * hidden]} of all states {@code [layers *
   * directions, N, hidden]}.
   */
  private NDArray last(NDArray states) {
    long count = states.size(0);
    return bidirectional
        ? states.get(count - 2).concat(states.get(count - 1), 1)
        : states.get(count - 1);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    long channels = stateSize * getNumDirections();
    Shape in = inputs[0];
    return new Shape[] {
      returnState ? new Shape(in.get(0), channels) : new Shape(in.get(0), in.get(1), channels)
    };
  }

  private static final class Builder extends BaseBuilder<Builder> {
    private final RecurrentCell cell;

    Builder(RecurrentCell cell) {
      this.cell = cell;
    }

    @Override
    protected Builder self() {
      return this;
    }
  }
}
