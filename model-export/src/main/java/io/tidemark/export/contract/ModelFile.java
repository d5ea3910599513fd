package io.tidemark.export.contract;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Feature;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.GoldenWindow;
import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoreQuantiles;
import io.tidemark.export.training.TrainedNetwork;
import io.tidemark.export.window.Scaler;
import io.tidemark.export.window.WindowSet;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A finished model file, proved against its trainer.
 *
 * @param bytes the ONNX
 * @param metadata what it says of itself
 * @param digest SHA-256 of the bytes, hexadecimal
 * @param parity largest difference from the trainer's forward pass
 */
public record ModelFile(byte[] bytes, ModelMetadata metadata, String digest, double parity) {
  private static final double[] GOLDEN_RANKS = {0, .5, .9, .99};

  /**
   * Exports and proves a network.
   *
   * @param normal windows as the file gets them, from which quantiles and golden windows are taken;
   *     best those that did not train it
   * @param scaler of raw input; null when the input is standard scores
   * @param createdAt told in the metadata; all else depends on network and data only
   * @throws ModelException when the file strays from the trainer's forward pass
   */
  public static ModelFile of(
      DetectorDefinition definition,
      String architecture,
      TrainedNetwork trained,
      WindowSet normal,
      @Nullable Scaler scaler,
      String trainingDigest,
      Instant createdAt) {
    ModelProto graph = ContractGraph.of(definition.name(), trained.network(), normal, scaler);
    List<Expected> expected = Expected.of(trained, normal, scaler);
    ModelMetadata metadata =
        new ModelMetadata(
            definition.name(),
            sha256(graph.toByteArray()).substring(0, 12),
            createdAt,
            architecture,
            definition.featureNames(),
            units(definition),
            definition.window().length(),
            definition.window().tick(),
            definition.baseline().per(),
            trainingDigest,
            ScoreQuantiles.of(expected.stream().mapToDouble(Expected::score).toArray()),
            golden(expected));
    byte[] bytes = withMetadata(graph, metadata);
    try (OnnxModel model =
        OnnxModel.open("of " + definition.name(), bytes, ProviderPreference.CPU)) {
      return new ModelFile(bytes, metadata, model.digest(), Parity.check(model, expected));
    }
  }

  private static byte[] withMetadata(ModelProto graph, ModelMetadata metadata) {
    ModelProto.Builder model = graph.toBuilder();
    metadata
        .toProperties()
        .forEach(
            (key, value) ->
                model.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build().toByteArray();
  }

  private static Map<String, String> units(DetectorDefinition definition) {
    Map<String, String> units = new TreeMap<>();
    for (Feature feature : definition.features()) {
      String unit = feature.unit();
      if (unit != null) {
        units.put(feature.name(), unit);
      }
    }
    return units;
  }

  /** Windows of low, middling and high scores. */
  private static List<GoldenWindow> golden(List<Expected> expected) {
    List<Expected> sorted =
        expected.stream().sorted(Comparator.comparingDouble(Expected::score)).toList();
    List<GoldenWindow> golden = new ArrayList<>();
    for (double rank : GOLDEN_RANKS) {
      Expected chosen = sorted.get((int) Math.round(rank * (sorted.size() - 1)));
      golden.add(new GoldenWindow(chosen.window(), chosen.score()));
    }
    return golden;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
