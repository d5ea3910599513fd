package io.tidemark.export.contract;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.tidemark.detector.model.ModelContract;
import io.tidemark.export.layer.NetworkGraph;
import io.tidemark.export.layer.Signal;
import io.tidemark.export.onnx.Attribute;
import io.tidemark.export.onnx.GraphBuilder;
import io.tidemark.export.onnx.Value;
import io.tidemark.export.scoring.Whitening;
import io.tidemark.export.window.Scaler;
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

  private ContractGraph(GraphRecipe recipe) {
    graph = new GraphBuilder(recipe.name(), recipe.operatorSets().get());
    length = recipe.length();
    features = recipe.features();
    scaler = recipe.scaler();
  }

  /** The model, without metadata. */
  public static ModelProto of(GraphRecipe recipe) {
    ContractGraph contract = new ContractGraph(recipe);
    contract.write(recipe.network(), recipe.whitening());
    return contract.graph.build();
  }

  private void write(NetworkGraph network, @Nullable Whitening whitening) {
    Value window = graph.input(ModelContract.WINDOW, length, features);
    Value scaled = scaler == null ? window : scale(window, scaler);
    NetworkGraph.Output output = network.export(graph, Signal.batchFirst(scaled, length, features));
    Value reconstruction = output.reconstruction().value();
    graph.scope("error");
    Value error = graph.add("Sub", List.of(scaled, reconstruction));
    Value scored = whitening == null ? error : whiten(error, whitening);
    Value featureError = graph.mean(graph.add("Mul", List.of(scored, scored)), 1);
    Value score = graph.mean(featureError, 1);
    Value raw = scaler == null ? reconstruction : unscale(reconstruction, scaler);
    graph.output(ModelContract.RECONSTRUCTION, raw, length, features);
    graph.output(ModelContract.FEATURE_ERROR, featureError, features);
    graph.output(ModelContract.LAST_ERROR, lastError(window, raw, error), features);
    Signal latent = output.latent();
    if (latent != null) {
      graph.output(ModelContract.LATENT, latent.value(), latent.channels());
    }
    graph.output(ModelContract.SCORE, score);
  }

  private Value whiten(Value error, Whitening by) {
    Value centred = graph.add("Sub", List.of(error, tiled("mean", by.mean())));
    Value matrix = graph.floats("whitening", by.matrix(), features, features);
    return graph.add("MatMul", List.of(centred, matrix));
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
    Value low = graph.scalar("low", -Scaler.CLIP);
    Value high = graph.scalar("high", Scaler.CLIP);
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
