package io.tidemark.export.architecture;

import io.tidemark.export.layer.Network;
import io.tidemark.export.layer.RecurrentCell;
import io.tidemark.export.layer.RecurrentLayer.Shape;
import java.util.Set;

/**
 * {@link LstmAutoencoder} with LSTMs of several layers on both sides (Sutskever et al. 2014, <a
 * href="https://arxiv.org/abs/1409.3215">arXiv:1409.3215</a>, section 3.4); the top layer's last
 * state is what the decoder gets. Dropout acts between the layers as well (Zaremba et al. 2014).
 */
final class StackedLstmAutoencoder implements Architecture {
  private static final int LAYERS = 2;

  @Override
  public String name() {
    return "stacked-lstm";
  }

  @Override
  public Set<Sizing> sizings() {
    return Set.of(Sizing.LAYERS);
  }

  @Override
  public Network build(NetworkSize size) {
    Shape shape = new Shape(size.hidden(), size.or(Sizing.LAYERS, LAYERS), false, size.dropout());
    return RecurrentAutoencoder.of(RecurrentCell.LSTM, shape, size);
  }
}
