package io.tidemark.export.architecture;

import io.tidemark.export.layer.Network;
import io.tidemark.export.layer.RecurrentCell;
import io.tidemark.export.layer.RecurrentLayer.Shape;
import java.util.Set;

/**
 * {@link LstmAutoencoder} that reads and unfolds the window in both directions (Schuster and
 * Paliwal 1997, "Bidirectional recurrent neural networks"; Graves and Schmidhuber 2005): the last
 * states of both passes, one beside the other, are what the decoder gets.
 */
final class BidirectionalLstmAutoencoder implements Architecture {
  private static final int LAYERS = 1;

  @Override
  public String name() {
    return "bilstm";
  }

  @Override
  public Set<Sizing> sizings() {
    return Set.of(Sizing.LAYERS);
  }

  @Override
  public Network build(NetworkSize size) {
    Shape shape = new Shape(size.hidden(), size.or(Sizing.LAYERS, LAYERS), true, size.dropout());
    return RecurrentAutoencoder.of(RecurrentCell.LSTM, shape, size);
  }
}
