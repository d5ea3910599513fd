package io.tidemark.export.architecture;

import io.tidemark.export.layer.DropoutLayer;
import io.tidemark.export.layer.EncoderDecoder;
import io.tidemark.export.layer.LayerStack;
import io.tidemark.export.layer.LinearLayer;
import io.tidemark.export.layer.Network;
import io.tidemark.export.layer.RecurrentCell;
import io.tidemark.export.layer.RecurrentLayer;
import io.tidemark.export.layer.RecurrentLayer.Shape;
import io.tidemark.export.layer.RepeatLayer;

/**
 * The encoder-decoder of Malhotra et al. 2016, "LSTM-based Encoder-Decoder for Multi-sensor Anomaly
 * Detection" (<a href="https://arxiv.org/abs/1607.00148">arXiv:1607.00148</a>): an LSTM reads the
 * window, its last state is given to a second LSTM at each step (as in Srivastava et al. 2015,
 * unconditioned decoder), whose states are mapped back to the features.
 */
final class LstmAutoencoder implements Architecture {
  @Override
  public String name() {
    return "lstm";
  }

  @Override
  public Network build(NetworkSize size) {
    Shape shape = Shape.of(size.hidden());
    return new EncoderDecoder(
        new LayerStack(
            "encoder",
            RecurrentLayer.lastState(RecurrentCell.LSTM, shape),
            new DropoutLayer(size.dropout())),
        new LayerStack(
            "decoder",
            new RepeatLayer(size.windowLength()),
            RecurrentLayer.sequence(RecurrentCell.LSTM, shape),
            new LinearLayer(size.hidden(), size.features())));
  }
}
