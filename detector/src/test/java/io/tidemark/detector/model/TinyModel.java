package io.tidemark.detector.model;

import static io.tidemark.detector.model.GraphParts.integer;
import static io.tidemark.detector.model.GraphParts.node;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.DetectorDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * For tests: a model of the contract that anyone can compute by hand. It reconstructs half of each
 * value, so its error is the other half: {@code feature_error = mean over W of (x/2)^2}, {@code
 * last_error = x_last/2}, {@code score} = mean of {@code feature_error}.
 */
public final class TinyModel {
  private final List<String> features;
  private final int windowLength;
  private final Duration tick;
  private final Baseline.Per baseline;
  private double goldenShift;
  private String version = "1";
  private boolean tellsState;
  private final Map<String, String> properties = new HashMap<>();

  private TinyModel(List<String> features, int windowLength, Duration tick, Baseline.Per baseline) {
    this.features = features;
    this.windowLength = windowLength;
    this.tick = tick;
    this.baseline = baseline;
  }

  /** A model that fits the definition. */
  public static TinyModel of(DetectorDefinition definition) {
    return new TinyModel(
        definition.featureNames(),
        definition.window().length(),
        definition.window().tick(),
        definition.baseline().per());
  }

  /** Makes the stored scores of the golden windows wrong by {@code shift}. */
  public TinyModel withGoldenShift(double shift) {
    goldenShift = shift;
    return this;
  }

  /** Puts another version in the file. */
  public TinyModel withVersion(String other) {
    version = other;
    return this;
  }

  /** Puts another text under a name of the metadata. */
  public TinyModel withProperty(String name, String text) {
    properties.put(name, text);
    return this;
  }

  /** Lets the model tell a state of its encoder: {@code last_error} again. */
  public TinyModel withState() {
    tellsState = true;
    return this;
  }

  /** The model's score of a window {@code [W,F]}, computed here. */
  public static double score(float[] window) {
    double sum = 0;
    for (float value : window) {
      sum += 0.25 * value * value;
    }
    return sum / window.length;
  }

  /** The ONNX file. */
  public byte[] bytes() {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .setProducerName("tidemark-tests")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
            .setGraph(graph());
    Map<String, String> told = new LinkedHashMap<>(metadata().toProperties());
    told.putAll(properties);
    for (Map.Entry<String, String> property : told.entrySet()) {
      model.addMetadataProps(
          StringStringEntryProto.newBuilder()
              .setKey(property.getKey())
              .setValue(property.getValue()));
    }
    return model.build().toByteArray();
  }

  private ModelMetadata metadata() {
    Random random = new Random(7);
    List<GoldenWindow> golden = new ArrayList<>();
    double[] scores = new double[200];
    for (int i = 0; i < scores.length; i++) {
      float[] window = new float[windowLength * features.size()];
      for (int j = 0; j < window.length; j++) {
        window[j] = (float) random.nextGaussian();
      }
      scores[i] = score(window);
      if (i < 3) {
        golden.add(new GoldenWindow(window, scores[i] + goldenShift));
      }
    }
    return new ModelMetadata(
        "tiny",
        version,
        Instant.EPOCH,
        "half",
        features,
        Map.of(),
        windowLength,
        tick,
        baseline,
        "0".repeat(64),
        ScoreQuantiles.of(scores),
        golden);
  }

  private GraphProto graph() {
    GraphProto.Builder graph = withoutState();
    if (tellsState) {
      graph
          .addOutput(value(ModelContract.LATENT, features.size()))
          .addNode(node("Identity", ModelContract.LATENT, ModelContract.LAST_ERROR));
    }
    return graph.build();
  }

  private GraphProto.Builder withoutState() {
    return GraphProto.newBuilder()
        .setName("tiny")
        .addInitializer(
            TensorProto.newBuilder()
                .setName("half")
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addFloatData(0.5f))
        .addInitializer(
            TensorProto.newBuilder()
                .setName("last")
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addInt64Data(windowLength - 1L))
        .addInput(value(ModelContract.WINDOW, windowLength, features.size()))
        .addOutput(value(ModelContract.RECONSTRUCTION, windowLength, features.size()))
        .addOutput(value(ModelContract.FEATURE_ERROR, features.size()))
        .addOutput(value(ModelContract.LAST_ERROR, features.size()))
        .addOutput(value(ModelContract.SCORE))
        .addNode(node("Mul", ModelContract.RECONSTRUCTION, ModelContract.WINDOW, "half"))
        .addNode(node("Sub", "error", ModelContract.WINDOW, ModelContract.RECONSTRUCTION))
        .addNode(node("Mul", "squared", "error", "error"))
        .addNode(mean(ModelContract.FEATURE_ERROR, "squared"))
        .addNode(
            node("Gather", ModelContract.LAST_ERROR, "error", "last").toBuilder()
                .addAttribute(integer("axis", 1)))
        .addNode(mean(ModelContract.SCORE, ModelContract.FEATURE_ERROR));
  }

  private static NodeProto mean(String output, String input) {
    return node("ReduceMean", output, input).toBuilder()
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("axes")
                .setType(AttributeProto.AttributeType.INTS)
                .addInts(1))
        .addAttribute(integer("keepdims", 0))
        .build();
  }

  private static ValueInfoProto value(String name, long... shape) {
    TensorShapeProto.Builder dimensions =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("N"));
    for (long size : shape) {
      dimensions.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(dimensions)))
        .build();
  }
}
