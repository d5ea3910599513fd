package io.tidemark.detector.model;

import static io.tidemark.detector.model.GraphParts.node;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.tidemark.detector.definition.DetectorDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * For tests: a model that carries its state, which anyone can compute by hand. It expects half of
 * its state; the next state is that half and the tick.
 */
public final class CarryingModel {
  private final DetectorDefinition definition;
  private double goldenShift;
  private boolean tellsNextState = true;

  private CarryingModel(DetectorDefinition definition) {
    this.definition = definition;
  }

  /** A model that fits the definition. */
  public static CarryingModel of(DetectorDefinition definition) {
    return new CarryingModel(definition);
  }

  /** Makes the stored scores of the golden windows wrong by {@code shift}. */
  CarryingModel withGoldenShift(double shift) {
    goldenShift = shift;
    return this;
  }

  /** Leaves out the next state. */
  CarryingModel withoutNextState() {
    tellsNextState = false;
    return this;
  }

  /** The state after some ticks, computed here. */
  static float[] carried(float[] state, float[] ticks) {
    float[] next = state.clone();
    for (int i = 0; i < ticks.length; i++) {
      int f = i % next.length;
      next[f] = next[f] / 2 + ticks[i];
    }
    return next;
  }

  /** The score of a tick after a state, computed here. */
  static double score(float[] state, float[] tick) {
    double sum = 0;
    for (int f = 0; f < tick.length; f++) {
      sum += Math.pow(tick[f] - state[f] / 2, 2);
    }
    return sum / tick.length;
  }

  /** The ONNX file. */
  public byte[] bytes() {
    int f = definition.features().size();
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("carrying")
            .addInitializer(
                TensorProto.newBuilder()
                    .setName("half")
                    .setDataType(TensorProto.DataType.FLOAT.getNumber())
                    .addFloatData(0.5f))
            .addInput(value(ModelContract.TICK, f))
            .addInput(value(ModelContract.STATE, f))
            .addOutput(value(ModelContract.EXPECTED, f))
            .addOutput(value(ModelContract.LATENT, f))
            .addNode(node("Mul", ModelContract.EXPECTED, ModelContract.STATE, "half"))
            .addNode(node("Add", "sum", ModelContract.EXPECTED, ModelContract.TICK))
            .addNode(node("Identity", ModelContract.LATENT, "sum"));
    if (tellsNextState) {
      graph
          .addOutput(value(ModelContract.NEXT_STATE, f))
          .addNode(node("Identity", ModelContract.NEXT_STATE, "sum"));
    }
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
            .setGraph(graph);
    metadata()
        .toProperties()
        .forEach(
            (key, text) ->
                model.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(key).setValue(text)));
    return model.build().toByteArray();
  }

  private ModelMetadata metadata() {
    int f = definition.features().size();
    int w = definition.window().length();
    Random random = new Random(7);
    List<GoldenWindow> golden = new ArrayList<>();
    double[] scores = new double[200];
    for (int i = 0; i < scores.length; i++) {
      float[] window = new float[w * f];
      for (int j = 0; j < window.length; j++) {
        window[j] = (float) random.nextGaussian();
      }
      float[] before = new float[window.length - f];
      float[] last = new float[f];
      System.arraycopy(window, 0, before, 0, before.length);
      System.arraycopy(window, before.length, last, 0, f);
      scores[i] = score(carried(new float[f], before), last);
      if (i < 3) {
        golden.add(new GoldenWindow(window, scores[i] + goldenShift));
      }
    }
    return new ModelMetadata(
        "carrying",
        "1",
        Instant.EPOCH,
        "half",
        definition.featureNames(),
        Map.of(),
        w,
        definition.window().tick(),
        definition.baseline().per(),
        "0".repeat(64),
        ScoreQuantiles.of(scores),
        golden);
  }

  private static ValueInfoProto value(String name, int length) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(
                            TensorShapeProto.newBuilder()
                                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("N"))
                                .addDim(
                                    TensorShapeProto.Dimension.newBuilder().setDimValue(length)))))
        .build();
  }
}
