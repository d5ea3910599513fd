package io.tidemark.export.architecture;

import io.tidemark.export.layer.AttentionPoolLayer;
import io.tidemark.export.layer.DropoutLayer;
import io.tidemark.export.layer.EncoderDecoder;
import io.tidemark.export.layer.LayerStack;
import io.tidemark.export.layer.Network;
import io.tidemark.export.layer.RecurrentCell;
import io.tidemark.export.layer.RecurrentLayer;
import io.tidemark.export.layer.RecurrentLayer.Shape;
import java.util.Set;

/**
 * {@link LstmAutoencoder} whose decoder gets not the last state but attention's sums over all
 * states of the encoder (Lin et al. 2017, <a
 * href="https://arxiv.org/abs/1703.03130">arXiv:1703.03130</a>), one a head.
 */
final class AttentionLstmAutoencoder implements Architecture {
  private static final int HEADS = 1;

  @Override
  public String name() {
    return "attention-lstm";
  }

  @Override
  public Set<Sizing> sizings() {
    return Set.of(Sizing.HEADS);
  }

  @Override
  public Network build(NetworkSize size) {
    Shape shape = Shape.of(size.hidden());
    return new EncoderDecoder(
        new LayerStack(
            "encoder",
            RecurrentLayer.sequence(RecurrentCell.LSTM, shape),
            new AttentionPoolLayer(size.hidden(), size.or(Sizing.HEADS, HEADS)),
            new DropoutLayer(size.dropout())),
        RecurrentAutoencoder.decoder(RecurrentCell.LSTM, shape, size));
  }
}
