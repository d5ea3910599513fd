package io.tidemark.export.architecture;

import io.tidemark.export.layer.ActivationLayer;
import io.tidemark.export.layer.ConvolutionLayer;
import io.tidemark.export.layer.DropoutLayer;
import io.tidemark.export.layer.EncoderDecoder;
import io.tidemark.export.layer.Layer;
import io.tidemark.export.layer.LayerStack;
import io.tidemark.export.layer.Network;
import io.tidemark.export.layer.RecurrentCell;
import io.tidemark.export.layer.RecurrentLayer;
import io.tidemark.export.layer.RecurrentLayer.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Convolutions along time whose features an LSTM reads (C-LSTM, Zhou et al. 2015, <a
 * href="https://arxiv.org/abs/1511.08630">arXiv:1511.08630</a>, without pooling, as there), and the
 * decoder of {@link LstmAutoencoder}.
 */
final class CnnLstmAutoencoder implements Architecture {
  private static final int LAYERS = 1;
  private static final int WIDTH = 3;

  @Override
  public String name() {
    return "cnn-lstm";
  }

  /** Layers are convolutions. */
  @Override
  public Set<Sizing> sizings() {
    return Set.of(Sizing.LAYERS);
  }

  @Override
  public Network build(NetworkSize size) {
    Shape shape = Shape.of(size.hidden());
    List<Layer> encoder = new ArrayList<>();
    for (int layer = 0; layer < size.or(Sizing.LAYERS, LAYERS); layer++) {
      int inputs = layer == 0 ? size.features() : size.hidden();
      encoder.add(new ConvolutionLayer(inputs, size.hidden(), WIDTH));
      encoder.add(ActivationLayer.relu());
    }
    encoder.add(RecurrentLayer.lastState(RecurrentCell.LSTM, shape));
    encoder.add(new DropoutLayer(size.dropout()));
    return new EncoderDecoder(
        new LayerStack("encoder", encoder.toArray(Layer[]::new)),
        RecurrentAutoencoder.decoder(RecurrentCell.LSTM, shape, size));
  }
}
