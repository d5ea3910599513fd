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
import io.tidemark.export.window.TrainingWindows;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adds to a finished model file how the keys of its fleet move, and how their normal windows spread
 * as the file itself scores them: what new keys borrow in their warm-up.
 */
public final class FleetCalibration {
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
        windows.byKey().forEach(ofKey -> learner.add(ModelWriter.scored(model, ofKey)));
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
}
