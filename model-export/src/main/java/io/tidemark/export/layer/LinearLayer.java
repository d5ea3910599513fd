package io.tidemark.export.layer;

import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import io.tidemark.export.onnx.Attribute;
import io.tidemark.export.onnx.GraphBuilder;
import io.tidemark.export.onnx.Value;
import java.util.List;

/** An affine map of the last axis, for vectors and for each step of a sequence. */
public final class LinearLayer implements Layer {
  private final Linear block;
  private final int outputs;

  /**
   * @param inputs channels in
   * @param outputs channels out
   */
  public LinearLayer(int inputs, int outputs) {
    this.outputs = outputs;
    block = Parameters.uniform(Linear.builder().setUnits(outputs).build(), inputs);
  }

  @Override
  public Block block() {
    return block;
  }

  @Override
  public Signal export(GraphBuilder graph, Signal input) {
    if (input.layout() == Signal.Layout.VECTOR) {
      return input.with(gemm(graph, input.value()), outputs);
    }
    Value rows =
        graph.add(
            "Reshape", List.of(input.value(), graph.longs("rows.shape", -1, input.channels())));
    long[] shape =
        input.layout() == Signal.Layout.TIME_FIRST
            ? new long[] {input.steps(), -1, outputs}
            : new long[] {-1, input.steps(), outputs};
    Value mapped = gemm(graph, rows);
    return input.with(graph.add("Reshape", List.of(mapped, graph.longs("shape", shape))), outputs);
  }

  private Value gemm(GraphBuilder graph, Value rows) {
    Value weight = Parameters.write(graph, block, "weight");
    Value bias = Parameters.write(graph, block, "bias");
    return graph.add("Gemm", List.of(rows, weight, bias), Attribute.of("transB", 1));
  }
}
