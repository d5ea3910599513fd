package io.tidemark.detector.line;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.CompanionAlone;
import io.tidemark.detector.model.ModelAdmission;
import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.schemas.ModelIdentity;
import org.jspecify.annotations.Nullable;

/**
 * What judges a detector's windows, for hosts without Flink: its model file, opened and admitted,
 * or the linear companion alone where it has none. The caller closes it after its lines.
 */
public final class OpenModel implements AutoCloseable {
  private final DetectorDefinition definition;
  private final @Nullable OnnxModel file;

  private OpenModel(DetectorDefinition definition, @Nullable OnnxModel file) {
    this.definition = definition;
    this.file = file;
  }

  /**
   * Opens what the definition names.
   *
   * @throws ModelException when its model cannot be opened or is not admitted
   */
  public static OpenModel of(DetectorDefinition definition) {
    return new OpenModel(
        definition, definition.model() == null ? null : ModelAdmission.open(definition));
  }

  /** What the file says of itself, or would. */
  public ModelMetadata metadata() {
    return file == null ? CompanionAlone.metadata(definition) : file.metadata();
  }

  /** How alerts name it. */
  public ModelIdentity identity() {
    return file == null ? CompanionAlone.IDENTITY : LineModel.identity(file);
  }

  /**
   * For a line.
   *
   * @param detector the definition, perhaps with another warm-up
   * @param batch most windows in a micro-batch
   */
  public LineModel atWork(DetectorDefinition detector, int batch) {
    return file == null
        ? LineModel.companionAlone(detector, batch, 1)
        : LineModel.of(detector, file, batch, 1);
  }

  /**
   * What is expected of a window, {@code [W,F]} as its values: the model's reconstruction, or the
   * key's normal level.
   */
  public float[] reconstruct(float[] values) {
    return file == null ? new float[values.length] : file.reconstruct(values);
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
  }
}
