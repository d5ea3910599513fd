package io.tidemark.export.architecture;

import io.tidemark.export.layer.DropoutLayer;
import io.tidemark.export.layer.EncoderDecoder;
import io.tidemark.export.layer.LayerStack;
import io.tidemark.export.layer.LinearLayer;
import io.tidemark.export.layer.RecurrentCell;
import io.tidemark.export.layer.RecurrentLayer;
import io.tidemark.export.layer.RecurrentLayer.Shape;
import io.tidemark.export.layer.RepeatLayer;

/**
 * The plan that the recurrent autoencoders share: the state in which the encoder ends is given to
 * the decoder at each step, whose states are mapped back to the features.
 */
final class RecurrentAutoencoder {
  private RecurrentAutoencoder() {}

  static EncoderDecoder of(RecurrentCell cell, Shape shape, NetworkSize size) {
    return new EncoderDecoder(
        new LayerStack(
            "encoder", RecurrentLayer.lastState(cell, shape), new DropoutLayer(size.dropout())),
        decoder(cell, shape, size));
  }

  /** From a vector of any length to the window. */
  static LayerStack decoder(RecurrentCell cell, Shape shape, NetworkSize size) {
    return new LayerStack(
        "decoder",
        new RepeatLayer(size.windowLength()),
        RecurrentLayer.sequence(cell, shape),
        new LinearLayer(shape.outputs(), size.features()));
  }
}
