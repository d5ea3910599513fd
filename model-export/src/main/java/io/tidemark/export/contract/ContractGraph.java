package io.tidemark.export.contract;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.tidemark.detector.model.ModelContract;
import io.tidemark.export.layer.Network;
import io.tidemark.export.layer.Signal;
import io.tidemark.export.onnx.Attribute;
import io.tidemark.export.onnx.GraphBuilder;
import io.tidemark.export.onnx.Value;
import io.tidemark.export.window.Scaler;
import io.tidemark.export.window.WindowSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the graph of the {@link ModelContract} around a trained network: scaling where the input
 * is raw, then the network, then errors and score.
 */
public final class ContractGraph {
  private final GraphBuilder graph;
  private final int length;
  private final int features;
  private final @Nullable Scaler scaler;

  private ContractGraph(String name, int length, int features, @Nullable Scaler scaler) {
    graph = new GraphBuilder(name);
    this.length = length;
    this.features = features;
    this.scaler = scaler;
  }

  /**
   * @param name of the graph
   * @param shape whose W and F count
   * @param scaler of raw input; null when the input is standard scores
   */
  public static ModelProto of(
      String name, Network network, WindowSet shape, @Nullable Scaler scaler) {
    ContractGraph contract = new ContractGraph(name, shape.length(), shape.features(), scaler);
    contract.write(network);
    return contract.graph.build();
  }

  private void write(Network network) {
    Value window = graph.input(ModelContract.WINDOW, length, features);
    Value scaled = scaler == null ? window : scale(window, scaler);
    Network.Output output = network.export(graph, Signal.batchFirst(scaled, length, features));
    Value reconstruction = output.reconstruction().value();
    graph.scope("error");
    Value error = graph.add("Sub", List.of(scaled, reconstruction));
    Value featureError =
        graph.add(
            "ReduceMean",
            List.of(graph.add("Mul", List.of(error, error))),
            Attribute.ofLongs("axes", 1),
            Attribute.of("keepdims", 0));
    Value score =
        graph.add(
            "ReduceMean",
            List.of(featureError),
            Attribute.ofLongs("axes", 1),
            Attribute.of("keepdims", 0));
    Value raw = scaler == null ? reconstruction : unscale(reconstruction, scaler);
    graph.output(ModelContract.RECONSTRUCTION, raw, length, features);
    graph.output(ModelContract.FEATURE_ERROR, featureError, features);
    graph.output(ModelContract.LAST_ERROR, lastError(window, raw, error), features);
    graph.output(ModelContract.LATENT, output.latent().value(), output.latent().channels());
    graph.output(ModelContract.SCORE, score);
  }

  private Value lastError(Value window, Value reconstruction, Value scaledError) {
    Value error = scaler == null ? scaledError : graph.add("Sub", List.of(window, reconstruction));
    return graph.add(
        "Gather", List.of(error, graph.index("last", length - 1L)), Attribute.of("axis", 1));
  }

  /**
   * Constants are tiled to {@code [W,F]}: ONNX Runtime is faster at equal shapes than at
   * broadcasting.
   */
  private Value scale(Value window, Scaler by) {
    graph.scope("scaler");
    float[] inverse = new float[features];
    for (int f = 0; f < features; f++) {
      inverse[f] = 1 / by.scale()[f];
    }
    Value centred = graph.add("Sub", List.of(window, tiled("location", by.location())));
    Value standard = graph.add("Mul", List.of(centred, tiled("inverse", inverse)));
    Value low = graph.floats("low", new float[] {-Scaler.CLIP});
    Value high = graph.floats("high", new float[] {Scaler.CLIP});
    return graph.add("Clip", List.of(standard, low, high));
  }

  private Value unscale(Value reconstruction, Scaler by) {
    graph.scope("unscaler");
    Value spread = graph.add("Mul", List.of(reconstruction, tiled("scale", by.scale())));
    return graph.add("Add", List.of(spread, tiled("location", by.location())));
  }

  private Value tiled(String name, float[] perFeature) {
    float[] values = new float[length * features];
    for (int step = 0; step < length; step++) {
      System.arraycopy(perFeature, 0, values, step * features, features);
    }
    return graph.floats(name, values, length, features);
  }
}
