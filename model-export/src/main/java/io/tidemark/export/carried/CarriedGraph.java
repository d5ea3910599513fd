package io.tidemark.export.carried;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.tidemark.detector.model.ModelContract;
import io.tidemark.export.layer.LstmWeights;
import io.tidemark.export.onnx.Attribute;
import io.tidemark.export.onnx.GraphBuilder;
import io.tidemark.export.onnx.Value;
import java.util.List;

/**
 * Writes the graph of one step: what the readout expected of the tick, then the state after it. The
 * state is the LSTM's hidden state, which is the latent vector too, and its cell state.
 */
final class CarriedGraph {
  private final GraphBuilder graph;
  private final LstmWeights lstm;
  private final Readout readout;

  private CarriedGraph(String name, LstmWeights lstm, Readout readout) {
    graph = new GraphBuilder(name);
    this.lstm = lstm;
    this.readout = readout;
  }

  /** The model, without metadata. */
  static ModelProto of(String name, LstmWeights lstm, Readout readout) {
    CarriedGraph carried = new CarriedGraph(name, lstm, readout);
    carried.write();
    return carried.graph.build();
  }

  private void write() {
    long f = lstm.features();
    long h = lstm.hidden();
    Value tick = graph.input(ModelContract.TICK, f);
    Value state = graph.input(ModelContract.STATE, 2 * h);
    List<Value> parts =
        graph.add("Split", List.of(state, graph.longs("halves", h, h)), 2, Attribute.of("axis", 1));
    graph.scope("readout");
    Value weights = graph.floats("weights", readout.weights(), h, f);
    Value bias = graph.floats("bias", readout.bias(), f);
    Value expected = graph.add("Gemm", List.of(parts.get(0), weights, bias));
    graph.output(ModelContract.EXPECTED, expected, f);
    List<Value> next = step(tick, parts);
    graph.output(ModelContract.LATENT, next.get(0), h);
    graph.output(
        ModelContract.NEXT_STATE, graph.add("Concat", next, Attribute.of("axis", 1)), 2 * h);
  }

  /** Hidden and cell state after the tick, each {@code [N,H]}. */
  private List<Value> step(Value tick, List<Value> before) {
    long f = lstm.features();
    long h = lstm.hidden();
    graph.scope("lstm");
    Value first = graph.longs("first", 0);
    List<Value> outputs =
        graph.add(
            "LSTM",
            List.of(
                graph.add("Unsqueeze", List.of(tick, first)),
                graph.floats("i2h", lstm.fromInput(), 1, 4 * h, f),
                graph.floats("h2h", lstm.fromState(), 1, 4 * h, h),
                graph.floats("biases", lstm.biases(), 1, 8 * h),
                Value.ABSENT,
                graph.add("Unsqueeze", List.of(before.get(0), first)),
                graph.add("Unsqueeze", List.of(before.get(1), first))),
            3,
            Attribute.of("hidden_size", h));
    return List.of(
        graph.add("Squeeze", List.of(outputs.get(1), first)),
        graph.add("Squeeze", List.of(outputs.get(2), first)));
  }
}
