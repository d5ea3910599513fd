package io.tidemark.export.architecture;

import io.tidemark.export.layer.Network;
import io.tidemark.export.layer.RecurrentCell;
import io.tidemark.export.layer.RecurrentLayer.Shape;

/**
 * {@link LstmAutoencoder} with simple recurrent units, {@code h = tanh(W x + U h + b)} (Elman 1990,
 * "Finding structure in time").
 */
final class RnnAutoencoder implements Architecture {
  @Override
  public String name() {
    return "rnn";
  }

  @Override
  public Network build(NetworkSize size) {
    return RecurrentAutoencoder.of(RecurrentCell.RNN, Shape.of(size.hidden()), size);
  }
}
