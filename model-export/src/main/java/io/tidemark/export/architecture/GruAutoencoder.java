package io.tidemark.export.architecture;

import io.tidemark.export.layer.Network;
import io.tidemark.export.layer.RecurrentCell;
import io.tidemark.export.layer.RecurrentLayer.Shape;

/**
 * {@link LstmAutoencoder} with gated recurrent units (Cho et al. 2014, <a
 * href="https://arxiv.org/abs/1406.1078">arXiv:1406.1078</a>), the reset gate acting on the
 * recurrent product as in cuDNN.
 */
final class GruAutoencoder implements Architecture {
  @Override
  public String name() {
    return "gru";
  }

  @Override
  public Network build(NetworkSize size) {
    return RecurrentAutoencoder.of(RecurrentCell.GRU, Shape.of(size.hidden()), size);
  }
}
