package io.tidemark.export.architecture;

import io.tidemark.export.layer.Network;
import io.tidemark.export.layer.RecurrentCell;
import io.tidemark.export.layer.RecurrentLayer.Shape;

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
    return RecurrentAutoencoder.of(RecurrentCell.LSTM, Shape.of(size.hidden()), size);
  }
}
