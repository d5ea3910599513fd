package io.tidemark.export.architecture;

import io.tidemark.export.layer.ActivationLayer;
import io.tidemark.export.layer.DropoutLayer;
import io.tidemark.export.layer.EncoderDecoder;
import io.tidemark.export.layer.FlattenLayer;
import io.tidemark.export.layer.Layer;
import io.tidemark.export.layer.LayerStack;
import io.tidemark.export.layer.LinearLayer;
import io.tidemark.export.layer.Network;
import io.tidemark.export.layer.UnflattenLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A feed-forward autoencoder of the flattened window (Hinton and Salakhutdinov 2006, "Reducing the
 * dimensionality of data with neural networks"), with rectified linear units.
 */
final class DenseAutoencoder implements Architecture {
  private static final int LAYERS = 1;
  private static final int LATENT = 16;

  @Override
  public String name() {
    return "dense";
  }

  /** Layers are the hidden ones on either side of the bottleneck. */
  @Override
  public Set<Sizing> sizings() {
    return Set.of(Sizing.LAYERS, Sizing.LATENT);
  }

  @Override
  public Network build(NetworkSize size) {
    int values = size.windowLength() * size.features();
    int latent = size.or(Sizing.LATENT, LATENT);
    List<Layer> encoder = new ArrayList<>(List.of(new FlattenLayer()));
    addHidden(encoder, values, size);
    encoder.add(new LinearLayer(size.hidden(), latent));
    List<Layer> decoder = new ArrayList<>();
    addHidden(decoder, latent, size);
    decoder.add(new LinearLayer(size.hidden(), values));
    decoder.add(new UnflattenLayer(size.windowLength(), size.features()));
    return new EncoderDecoder(
        new LayerStack("encoder", encoder.toArray(Layer[]::new)),
        new LayerStack("decoder", decoder.toArray(Layer[]::new)));
  }

  private static void addHidden(List<Layer> layers, int inputs, NetworkSize size) {
    for (int layer = 0; layer < size.or(Sizing.LAYERS, LAYERS); layer++) {
      layers.add(new LinearLayer(layer == 0 ? inputs : size.hidden(), size.hidden()));
      layers.add(ActivationLayer.relu());
      layers.add(new DropoutLayer(size.dropout()));
    }
  }
}
