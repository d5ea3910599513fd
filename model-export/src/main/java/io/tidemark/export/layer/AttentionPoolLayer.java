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
import io.tidemark.export.onnx.Attribute;
import io.tidemark.export.onnx.GraphBuilder;
import io.tidemark.export.onnx.Value;
import java.util.List;

/**
 * Weighs the steps of a sequence and sums them, once a head: {@code A = softmax(W2 tanh(W1 H'))},
 * {@code M = A H} (Lin et al. 2017, <a
 * href="https://arxiv.org/abs/1703.03130">arXiv:1703.03130</a>, equations 6 and 7; with one head
 * the attention of Bahdanau et al. 2015 without a query). {@code [N,W,C]} to {@code [N,heads*C]}.
 */
public final class AttentionPoolLayer implements Layer {
  private final int channels;
  private final int heads;
  private final LinearLayer first;
  private final LinearLayer second;
  private final Block block;

  /**
   * @param channels in; the attention's own width as well
   */
  public AttentionPoolLayer(int channels, int heads) {
    this.channels = channels;
    this.heads = heads;
    first = new LinearLayer(channels, channels);
    second = new LinearLayer(channels, heads);
    block = new Pool();
  }

  @Override
  public Block block() {
    return block;
  }

  @Override
  public Signal export(GraphBuilder graph, Signal input) {
    Signal sequence = input.toBatchFirst(graph);
    Signal inner = first.export(graph, sequence);
    Signal bent = inner.with(graph.add("Tanh", List.of(inner.value())), channels);
    Value scores =
        graph.add(
            "Transpose",
            List.of(second.export(graph, bent).value()),
            Attribute.ofLongs("perm", 0, 2, 1));
    Value weights = graph.add("Softmax", List.of(scores), Attribute.of("axis", -1));
    Value pooled = graph.add("MatMul", List.of(weights, sequence.value()));
    int outputs = heads * channels;
    return Signal.vector(
        graph.add("Reshape", List.of(pooled, graph.longs("shape", -1, outputs))), outputs);
  }

  private final class Pool extends AbstractBlock {
    private final Block inner;
    private final Block scores;

    @SuppressWarnings("this-escape")
    Pool() {
      inner = addChildBlock("inner", first.block());
      scores = addChildBlock("scores", second.block());
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray sequence = inputs.head();
      NDArray bent = inner.forward(store, inputs, training).singletonOrThrow().tanh();
      NDArray logits = scores.forward(store, new NDList(bent), training).singletonOrThrow();
      NDArray pooled = logits.transpose(0, 2, 1).softmax(-1).matMul(sequence);
      return new NDList(pooled.reshape(sequence.size(0), (long) heads * channels));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return new Shape[] {new Shape(inputs[0].get(0), (long) heads * channels)};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
      inner.initialize(manager, type, inputs);
      scores.initialize(manager, type, inputs);
    }
  }
}
