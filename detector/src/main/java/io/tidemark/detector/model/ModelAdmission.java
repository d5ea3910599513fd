package io.tidemark.detector.model;

import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import java.util.List;

/**
 * Decides whether a model may score for a detector: names, shapes and metadata agree, golden
 * windows reproduce.
 */
public final class ModelAdmission {
  private ModelAdmission() {}

  /**
   * Opens the detector's model and admits it. The caller closes it.
   *
   * @throws io.tidemark.detector.definition.DefinitionException when it has none
   * @throws ModelException with what stands against it; nothing stays open then
   */
  public static OnnxModel open(DetectorDefinition definition) {
    return admitted(definition, OnnxModel.open(definition.modelFile(), definition.provider()));
  }

  /** As {@link #open(DetectorDefinition)}, from a file's bytes; {@code name} stands for it. */
  public static OnnxModel open(
      DetectorDefinition definition, String name, byte[] file, ProviderPreference provider) {
    return admitted(definition, OnnxModel.open(name, file, provider));
  }

  /**
   * As {@link #open(DetectorDefinition, String, byte[], ProviderPreference)}.
   *
   * @param mostWindows that a batch will hold; the model is tried with as many first
   */
  public static OnnxModel open(
      DetectorDefinition definition,
      String name,
      byte[] file,
      ProviderPreference provider,
      int mostWindows) {
    return admitted(definition, OnnxModel.open(name, file, Placement.of(provider), mostWindows));
  }

  /**
   * As {@link #open(DetectorDefinition, String, byte[], ProviderPreference)}, of a model that was
   * admitted before. It need not be tried again, which may take as long as the trial's limit.
   */
  public static OnnxModel reopen(
      DetectorDefinition definition, String name, byte[] file, ProviderPreference provider) {
    return admitted(definition, OnnxModel.reopen(name, file, Placement.of(provider)));
  }

  /**
   * Whether the trial of a model that was refused still computes and nothing can end it. Whoever
   * offers models must wait for it then, or each offer would cost another core.
   */
  public static boolean busy() {
    return TrialThread.anyAbandoned();
  }

  private static OnnxModel admitted(DetectorDefinition definition, OnnxModel model) {
    try {
      admit(definition, model);
      return model;
    } catch (ModelException refused) {
      model.close();
      throw refused;
    }
  }

  /**
   * Admits a model or refuses it.
   *
   * @throws ModelException with what stands against it
   */
  public static void admit(DetectorDefinition definition, OnnxModel model) {
    ModelMetadata metadata = model.metadata();
    List<String> features = definition.featureNames();
    agree("features", metadata.features(), features);
    agree("window.length", metadata.windowLength(), definition.window().length());
    agree("window.tick", metadata.tick(), definition.window().tick());
    agree("baseline.per", metadata.baseline(), definition.baseline().per());
    if (!model.proven()) { // once a session, however many detectors and slots share it
      reproduceGolden(model);
      model.prove();
    }
  }

  private static void agree(String field, Object ofModel, Object ofDefinition) {
    if (!ofModel.equals(ofDefinition)) {
      throw new ModelException(
          "%s: %s in the definition does not fit the model, which was made for %s"
              .formatted(field, shown(ofDefinition), shown(ofModel)));
    }
  }

  private static String shown(Object value) {
    return value instanceof java.time.Duration duration
        ? io.tidemark.detector.definition.Durations.format(duration)
        : value instanceof Baseline.Per per ? per.toString() : String.valueOf(value);
  }

  private static void reproduceGolden(OnnxModel model) {
    List<GoldenWindow> golden = model.metadata().golden();
    if (golden.isEmpty()) {
      throw new ModelException(
          "the model has no golden windows to prove that it computes what its trainer computed");
    }
    WindowBatch batch = model.newBatch(golden.size());
    for (GoldenWindow window : golden) {
      batch.add(window.values());
    }
    model.score(batch);
    for (int i = 0; i < golden.size(); i++) {
      double expected = golden.get(i).score();
      double difference = Math.abs(batch.score(i) - expected);
      // Scores of clipped inputs reach hundreds, where float32 cannot do better than a relative
      // difference.
      if (!(difference <= ModelContract.GOLDEN_TOLERANCE * Math.max(1, Math.abs(expected)))) {
        throw new ModelException(
            "golden window %d scores %.6g on %s, its trainer computed %.6g; they may differ by %.0e"
                .formatted(
                    i,
                    batch.score(i),
                    model.provider().provider(),
                    expected,
                    ModelContract.GOLDEN_TOLERANCE));
      }
    }
  }
}
