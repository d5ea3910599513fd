package io.tidemark.export.architecture;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.export.layer.ActivationLayer;
import io.tidemark.export.layer.DropoutLayer;
import io.tidemark.export.layer.EncoderDecoder;
import io.tidemark.export.layer.Layer;
import io.tidemark.export.layer.LayerStack;
import io.tidemark.export.layer.LinearLayer;
import io.tidemark.export.layer.MeanLayer;
import io.tidemark.export.layer.Network;
import io.tidemark.export.layer.NormLayer;
import io.tidemark.export.layer.PositionLayer;
import io.tidemark.export.layer.RepeatLayer;
import io.tidemark.export.layer.ResidualLayer;
import io.tidemark.export.layer.SelfAttentionLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Transformer encoder blocks (Vaswani et al. 2017, <a
 * href="https://arxiv.org/abs/1706.03762">arXiv:1706.03762</a>; normalisation before each part, as
 * in Xiong et al. 2020, <a href="https://arxiv.org/abs/2002.04745">arXiv:2002.04745</a>) read the
 * window; the mean of their states, squeezed to {@code latent} numbers, is given with its position
 * to as many blocks that unfold it. The bottleneck keeps attention from copying the input.
 */
final class TransformerAutoencoder implements Architecture {
  private static final int LAYERS = 2;
  private static final int LATENT = 16;
  private static final int HEADS = 4;
  private static final int WIDENING = 2;

  @Override
  public String name() {
    return "transformer";
  }

  @Override
  public Set<Sizing> sizings() {
    return Set.of(Sizing.LAYERS, Sizing.LATENT, Sizing.HEADS);
  }

  @Override
  public Network build(NetworkSize size) {
    int hidden = size.hidden();
    int heads = size.or(Sizing.HEADS, HEADS);
    if (hidden % heads != 0) {
      throw DefinitionException.of("hidden", hidden, "a multiple of heads, which is " + heads);
    }
    int latent = size.or(Sizing.LATENT, LATENT);
    List<Layer> encoder = new ArrayList<>();
    encoder.add(new LinearLayer(size.features(), hidden));
    encoder.add(new PositionLayer(size.windowLength(), hidden));
    addBlocks(encoder, size, heads);
    encoder.add(new MeanLayer());
    encoder.add(new LinearLayer(hidden, latent));
    List<Layer> decoder = new ArrayList<>();
    decoder.add(new LinearLayer(latent, hidden));
    decoder.add(new RepeatLayer(size.windowLength()));
    decoder.add(new PositionLayer(size.windowLength(), hidden));
    addBlocks(decoder, size, heads);
    decoder.add(new LinearLayer(hidden, size.features()));
    return new EncoderDecoder(
        new LayerStack("encoder", encoder.toArray(Layer[]::new)),
        new LayerStack("decoder", decoder.toArray(Layer[]::new)));
  }

  private static void addBlocks(List<Layer> layers, NetworkSize size, int heads) {
    int hidden = size.hidden();
    for (int block = 0; block < size.or(Sizing.LAYERS, LAYERS); block++) {
      String name = (layers.size() + 1) + ".";
      layers.add(
          new ResidualLayer(
              new LayerStack(
                  name + "attention",
                  new NormLayer(),
                  new SelfAttentionLayer(hidden, heads),
                  new DropoutLayer(size.dropout()))));
      layers.add(
          new ResidualLayer(
              new LayerStack(
                  name + "feedforward",
                  new NormLayer(),
                  new LinearLayer(hidden, WIDENING * hidden),
                  ActivationLayer.relu(),
                  new LinearLayer(WIDENING * hidden, hidden),
                  new DropoutLayer(size.dropout()))));
    }
    layers.add(new NormLayer());
  }
}
