package io.tidemark.export.inspection;

import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.FleetStatistics;
import io.tidemark.detector.model.ModelAdmission;
import io.tidemark.detector.model.ModelContract;
import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.model.OnnxModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Holds a file against the {@link ModelContract} and a detector, part by part. */
public final class ModelInspector {
  private final OnnxFile file;
  private final @Nullable DetectorDefinition definition;
  private final List<Finding> findings = new ArrayList<>();

  private ModelInspector(OnnxFile file, @Nullable DetectorDefinition definition) {
    this.file = file;
    this.definition = definition;
  }

  /**
   * All that fits and all that does not.
   *
   * @param definition the detector it is to serve; null to hold the file against the contract only
   */
  public static List<Finding> inspect(OnnxFile file, @Nullable DetectorDefinition definition) {
    ModelInspector inspector = new ModelInspector(file, definition);
    inspector.run();
    return List.copyOf(inspector.findings);
  }

  private void run() {
    ModelMetadata metadata = metadata();
    Long length = windowLength(metadata);
    Long features = features(metadata);
    tensors(length, features);
    if (metadata != null && definition != null) {
      agreement(metadata, definition);
    }
    if (findings.stream().allMatch(Finding::fits)) {
      execution();
    } else {
      add(false, "run", "not tried, because of the above; ./tidemark adopt wraps a plain model");
    }
  }

  private @Nullable ModelMetadata metadata() {
    try {
      ModelMetadata metadata = ModelMetadata.fromProperties(file.properties());
      add(true, "metadata", "complete, contract " + ModelContract.VERSION);
      return metadata;
    } catch (ModelException missing) {
      add(false, "metadata", String.valueOf(missing.getMessage()));
      return null;
    }
  }

  private @Nullable Long windowLength(@Nullable ModelMetadata metadata) {
    if (definition != null) {
      return (long) definition.window().length();
    }
    return metadata == null ? null : Long.valueOf(metadata.windowLength());
  }

  private @Nullable Long features(@Nullable ModelMetadata metadata) {
    if (definition != null) {
      return (long) definition.features().size();
    }
    return metadata == null ? null : Long.valueOf(metadata.features().size());
  }

  private void tensors(@Nullable Long length, @Nullable Long features) {
    Map<String, TensorSignature> inputs = byName(file.inputs());
    Map<String, TensorSignature> outputs = byName(file.outputs());
    Set<String> known = Set.of(ModelContract.WINDOW);
    if (inputs.containsKey(ModelContract.TICK)) {
      known = Set.of(ModelContract.TICK, ModelContract.STATE);
      TensorSignature state = inputs.get(ModelContract.STATE);
      Long carried = state == null || state.shape().size() != 2 ? null : state.shape().get(1);
      tensor("input", inputs, ModelContract.TICK, features);
      tensor("input", inputs, ModelContract.STATE, carried);
      tensor("output", outputs, ModelContract.EXPECTED, features);
      tensor("output", outputs, ModelContract.NEXT_STATE, carried);
    } else {
      tensor("input", inputs, ModelContract.WINDOW, length, features);
      tensor("output", outputs, ModelContract.RECONSTRUCTION, length, features);
      tensor("output", outputs, ModelContract.FEATURE_ERROR, features);
      tensor("output", outputs, ModelContract.LAST_ERROR, features);
      tensor("output", outputs, ModelContract.SCORE);
    }
    TensorSignature latent = outputs.get(ModelContract.LATENT);
    add(
        latent == null || (latent.shape().size() == 2 && latent.type().equals("FLOAT")),
        "output latent",
        latent == null ? "none, which is accepted" : latent.toString());
    for (String name : inputs.keySet()) {
      if (!known.contains(name)) {
        add(false, "input " + name, "unknown; inputs are window, or tick and state");
      }
    }
  }

  private void tensor(
      String kind, Map<String, TensorSignature> found, String name, @Nullable Long... lengths) {
    TensorSignature signature = found.get(name);
    if (signature == null) {
      String others = found.isEmpty() ? "none" : String.join(", ", found.keySet());
      add(false, kind + " " + name, "missing; the file has " + others);
      return;
    }
    long[] wanted = new long[lengths.length];
    for (int i = 0; i < wanted.length; i++) {
      Long length = lengths[i];
      boolean known = i + 1 < signature.shape().size();
      wanted[i] = length != null ? length : known ? signature.shape().get(i + 1) : 0;
    }
    boolean fits = signature.isFloat(wanted);
    String needed =
        new TensorSignature(name, "FLOAT", lengths(wanted)).toString() + " with N dynamic";
    add(fits, kind + " " + name, signature + (fits ? "" : "; it must be " + needed));
  }

  private static List<Long> lengths(long[] fixed) {
    List<Long> all = new ArrayList<>();
    all.add(TensorSignature.DYNAMIC);
    for (long length : fixed) {
      all.add(length);
    }
    return all;
  }

  private void agreement(ModelMetadata metadata, DetectorDefinition detector) {
    agree("features", metadata.features(), detector.featureNames());
    agree("window.length", metadata.windowLength(), detector.window().length());
    agree("window.tick", metadata.tick(), detector.window().tick());
    agree("baseline.per", metadata.baseline(), detector.baseline().per());
    if (detector.baseline().per() == Baseline.Per.KEY) {
      fleet(metadata);
    }
  }

  private void fleet(ModelMetadata metadata) {
    boolean known = !metadata.fleet().equals(FleetStatistics.UNKNOWN);
    add(
        true,
        "fleet statistics",
        known ? "there" : "none, which is accepted; each key then has its own warm-up only");
  }

  private void agree(String field, Object ofModel, Object ofDetector) {
    boolean fits = ofModel.equals(ofDetector);
    add(fits, field, fits ? "" + ofModel : "model " + ofModel + ", detector " + ofDetector);
  }

  private void execution() {
    try (OnnxModel model = OnnxModel.open(file.name(), file.bytes(), ProviderPreference.CPU)) {
      add(true, "run", "loads in ONNX Runtime on " + model.provider().provider());
      if (definition != null) {
        ModelAdmission.admit(definition, model);
        int golden = model.metadata().golden().size();
        add(true, "golden windows", golden + " reproduce what the trainer computed");
      }
    } catch (ModelException failed) {
      add(false, "run", String.valueOf(failed.getMessage()));
    }
  }

  private void add(boolean fits, String subject, String detail) {
    findings.add(fits ? Finding.fits(subject, detail) : Finding.misfit(subject, detail));
  }

  private static Map<String, TensorSignature> byName(List<TensorSignature> tensors) {
    return tensors.stream().collect(Collectors.toMap(TensorSignature::name, Function.identity()));
  }
}
