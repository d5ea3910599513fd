package io.tidemark.export.contract;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tidemark.detector.calibration.FleetLearner;
import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.model.WindowBatch;
import io.tidemark.detector.window.Window;
import io.tidemark.export.window.TrainingWindows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds to a finished model file how the keys of its fleet move, and how their normal windows spread
 * as the file itself scores them: what new keys borrow in their warm-up.
 */
public final class FleetCalibration {
  private static final int BATCH = 64;

  private FleetCalibration() {}

  /**
   * The file with the fleet in its metadata. With a baseline of the model's, keys learn nothing of
   * how windows spread that they could borrow.
   *
   * @param windows normal windows of its keys
   */
  public static ModelFile added(
      ModelFile file, DetectorDefinition definition, TrainingWindows windows) {
    FleetLearner learner = new FleetLearner();
    if (definition.baseline().per() == Baseline.Per.KEY) {
      try (OnnxModel model = open(definition, file.bytes())) {
        windows.byKey().forEach(ofKey -> learner.add(scored(model, ofKey)));
      }
    }
    ModelMetadata metadata = file.metadata().withFleet(learner.statistics(), windows.fleet());
    byte[] bytes = with(file.bytes(), metadata);
    try (OnnxModel model = open(definition, bytes)) {
      return new ModelFile(bytes, metadata, model.digest(), file.parity(), file.scores());
    }
  }

  private static OnnxModel open(DetectorDefinition definition, byte[] bytes) {
    return OnnxModel.open("of " + definition.name(), bytes, ProviderPreference.CPU);
  }

  private static byte[] with(byte[] model, ModelMetadata metadata) {
    try {
      ModelProto.Builder proto = ModelProto.parseFrom(model).toBuilder();
      Map<String, String> properties = new LinkedHashMap<>();
      proto
          .getMetadataPropsList()
          .forEach(property -> properties.put(property.getKey(), property.getValue()));
      properties.putAll(metadata.toProperties());
      proto.clearMetadataProps();
      properties.forEach(
          (key, value) ->
              proto.addMetadataProps(
                  StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
      return proto.build().toByteArray();
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException("ONNX Runtime opened what is no protobuf", impossible);
    }
  }

  private static List<ScoredWindow> scored(OnnxModel model, List<Window> windows) {
    List<ScoredWindow> scored = new ArrayList<>(windows.size());
    WindowBatch batch = model.newBatch(BATCH);
    for (int from = 0; from < windows.size(); from += BATCH) {
      List<Window> part = windows.subList(from, Math.min(from + BATCH, windows.size()));
      part.forEach(window -> batch.add(window.values()));
      model.score(batch);
      for (int i = 0; i < part.size(); i++) {
        scored.add(batch.scored(i, part.get(i)));
      }
      batch.clear();
    }
    return scored;
  }
}
