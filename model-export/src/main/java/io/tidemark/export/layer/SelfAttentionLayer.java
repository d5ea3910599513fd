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
 * Multi-head scaled dot-product attention of a sequence {@code [N,W,C]} to itself (Vaswani et al.
 * 2017, section 3.2).
 */
public final class SelfAttentionLayer implements Layer {
  private final int channels;
  private final int heads;
  private final LinearLayer query;
  private final LinearLayer key;
  private final LinearLayer value;
  private final LinearLayer output;
  private final Block block;

  /**
   * @param channels in and out, a multiple of {@code heads}
   */
  public SelfAttentionLayer(int channels, int heads) {
    this.channels = channels;
    this.heads = heads;
    query = new LinearLayer(channels, channels);
    key = new LinearLayer(channels, channels);
    value = new LinearLayer(channels, channels);
    output = new LinearLayer(channels, channels);
    block = new Attention();
  }

  @Override
  public Block block() {
    return block;
  }

  @Override
  public Signal export(GraphBuilder graph, Signal input) {
    Signal sequence = input.toBatchFirst(graph);
    Value queries = split(graph, query.export(graph, sequence), 0, 2, 1, 3);
    Value keys = split(graph, key.export(graph, sequence), 0, 2, 3, 1);
    Value values = split(graph, value.export(graph, sequence), 0, 2, 1, 3);
    Value scale = graph.floats("scale", new float[] {scale()});
    Value products = graph.add("Mul", List.of(graph.add("MatMul", List.of(queries, keys)), scale));
    Value weights = graph.add("Softmax", List.of(products), Attribute.of("axis", -1));
    Value context =
        graph.add(
            "Transpose",
            List.of(graph.add("MatMul", List.of(weights, values))),
            Attribute.ofLongs("perm", 0, 2, 1, 3));
    Value joined = graph.add("Reshape", List.of(context, graph.longs("shape", 0, 0, channels)));
    return output.export(graph, sequence.with(joined, channels));
  }

  private Value split(GraphBuilder graph, Signal signal, long... axes) {
    Value headed =
        graph.add(
            "Reshape",
            List.of(signal.value(), graph.longs("heads.shape", 0, 0, heads, channels / heads)));
    return graph.add("Transpose", List.of(headed), Attribute.ofLongs("perm", axes));
  }

  private float scale() {
    return (float) (1 / Math.sqrt((double) channels / heads));
  }

  private final class Attention extends AbstractBlock {
    private final List<Block> linear;

    @SuppressWarnings("this-escape")
    Attention() {
      linear =
          List.of(
              addChildBlock("query", query.block()),
              addChildBlock("key", key.block()),
              addChildBlock("value", value.block()),
              addChildBlock("output", output.block()));
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray queries = split(project(0, store, inputs, training)).transpose(0, 2, 1, 3);
      NDArray keys = split(project(1, store, inputs, training)).transpose(0, 2, 3, 1);
      NDArray values = split(project(2, store, inputs, training)).transpose(0, 2, 1, 3);
      NDArray weights = queries.matMul(keys).mul(Constant.of(scale(), queries)).softmax(-1);
      NDArray context = weights.matMul(values).transpose(0, 2, 1, 3);
      NDArray joined = context.reshape(context.size(0), context.size(1), channels);
      return new NDList(project(3, store, new NDList(joined), training));
    }

    private NDArray project(int which, ParameterStore store, NDList inputs, boolean training) {
      return linear.get(which).forward(store, inputs, training).singletonOrThrow();
    }

    private NDArray split(NDArray sequence) {
      return sequence.reshape(sequence.size(0), sequence.size(1), heads, channels / heads);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return inputs;
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
      linear.forEach(child -> child.initialize(manager, type, inputs));
    }
  }
}
