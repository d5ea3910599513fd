package io.tidemark.export.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.tidemark.export.onnx.GraphBuilder;

/** A network that squeezes the window into a vector and unfolds it again. */
public final class EncoderDecoder implements Network {
  private final LayerStack encoder;
  private final LayerStack decoder;
  private final Block block;

  /**
   * @param encoder {@code [N,W,F]} to {@code [N,H]}
   * @param decoder {@code [N,H]} to {@code [N,W,F]}
   */
  public EncoderDecoder(LayerStack encoder, LayerStack decoder) {
    this.encoder = encoder;
    this.decoder = decoder;
    block = new TwoStage(encoder.block(), decoder.block());
  }

  @Override
  public Block block() {
    return block;
  }

  @Override
  public Output export(GraphBuilder graph, Signal window) {
    Signal latent = encoder.export(graph, window);
    Signal reconstruction = decoder.export(graph, latent).toBatchFirst(graph);
    return new Output(reconstruction, latent);
  }

  /** Gives the decoder's output and the encoder's. */
  private static final class TwoStage extends AbstractBlock {
    private final Block encoder;
    private final Block decoder;

    @SuppressWarnings("this-escape")
    TwoStage(Block encoder, Block decoder) {
      this.encoder = addChildBlock("encoder", encoder);
      this.decoder = addChildBlock("decoder", decoder);
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray latent = encoder.forward(store, inputs, training).singletonOrThrow();
      NDArray reconstruction =
          decoder.forward(store, new NDList(latent), training).singletonOrThrow();
      return new NDList(reconstruction, latent);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      Shape latent = encoder.getOutputShapes(inputs)[0];
      return new Shape[] {decoder.getOutputShapes(new Shape[] {latent})[0], latent};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
      encoder.initialize(manager, type, inputs);
      decoder.initialize(manager, type, encoder.getOutputShapes(inputs));
    }
  }
}
