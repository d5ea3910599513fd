package io.tidemark.pipeline.scoring;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ModelAdmission;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.Placement;
import io.tidemark.detector.model.SharedModel;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.functions.RuntimeContext;

/**
 * One operator's hold on the models of all detectors, admitted on this machine. The sessions are
 * shared by all operators and slots of the process. Close it with the operator.
 */
public final class DetectorModels implements AutoCloseable {
  private static final long MIB = 1 << 20;

  private final Map<String, SharedModel> holds = new LinkedHashMap<>();

  private DetectorModels() {}

  /**
   * Takes hold of every detector's model.
   *
   * @throws io.tidemark.detector.model.ModelException when one is not admitted; nothing stays held
   *     then
   */
  public static DetectorModels open(
      Detectors detectors, ModelFiles files, Scoring scoring, RuntimeContext context) {
    DetectorModels models = new DetectorModels();
    try {
      for (DetectorDefinition detector : detectors.definitions()) {
        SharedModel hold =
            SharedModel.acquire(
                files.locate(detector, context), placement(detector, scoring, context));
        models.holds.put(detector.name(), hold);
        ModelAdmission.admit(detector, hold.model());
      }
      return models;
    } catch (RuntimeException refused) {
      models.close();
      throw refused;
    }
  }

  /** Where the models of a detector run on this machine. */
  static Placement placement(DetectorDefinition detector, Scoring scoring, RuntimeContext context) {
    return new Placement(
        detector.model().provider(), CudaDevice.of(context), scoring.cudaMemoryMiB() * MIB);
  }

  /** The model of a detector of the job; valid until {@link #close}. */
  public OnnxModel of(String detector) {
    return Objects.requireNonNull(holds.get(detector), detector).model();
  }

  @Override
  public void close() {
    holds.values().forEach(SharedModel::close);
    holds.clear();
  }
}
