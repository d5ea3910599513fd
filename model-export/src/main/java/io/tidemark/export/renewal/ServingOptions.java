package io.tidemark.export.renewal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.export.ModelTrainer;
import io.tidemark.export.carried.CarriedRequirements;
import io.tidemark.export.carried.CarriedTrainer;
import io.tidemark.export.contract.ModelNotes;
import io.tidemark.export.inspection.OnnxFile;
import io.tidemark.export.training.TrainingOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The options that a model file was trained with, to train another like it. */
public final class ServingOptions {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private ServingOptions() {}

  /**
   * Reads them. A file without them gives the defaults of its architecture, no file those of {@code
   * lstm-carried} where the detector can have one, else of {@code lstm}.
   *
   * @param model the file; null where no model serves
   * @throws DefinitionException when no model of its architecture can be trained for the detector
   * @throws io.tidemark.detector.model.ModelException when it is no model file
   */
  public static TrainingOptions of(DetectorDefinition definition, @Nullable Path model) {
    if (model == null) {
      boolean carried = CarriedRequirements.fits(definition);
      return TrainingOptions.builder().architecture(carried ? CarriedTrainer.NAME : "lstm").build();
    }
    OnnxFile file = OnnxFile.read(model);
    String architecture = ModelMetadata.fromProperties(file.properties()).architecture();
    TrainingOptions options = TrainingOptions.builder().architecture(architecture).build();
    JsonNode training = ModelNotes.read(file.properties(), ModelNotes.TRAINING);
    if (training != null && training.has("options")) {
      try {
        options = JSON.treeToValue(training.get("options"), TrainingOptions.class);
      } catch (JsonProcessingException | DefinitionException ofAnotherVersion) {
        // the defaults of the architecture are then the nearest
      }
    }
    try {
      ModelTrainer.requireNetwork(definition, options);
    } catch (DefinitionException unknown) {
      throw new DefinitionException(
          "retrain: the model that serves, %s, cannot be trained again: %s"
              .formatted(model, unknown.getMessage()));
    }
    return options;
  }
}
