package io.tidemark.export.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The operators a file needs, by domain and version. */
public final class OperatorSets {
  /** Has LayerNormalization and is read by every ONNX Runtime since 1.12. */
  private static final long OURS = 17;

  private static final long IR_VERSION = 8;
  private static final long AXES_BECAME_INPUTS = 18;
  private static final String ONNX = "";

  private final Map<String, Long> versions = new TreeMap<>();
  private final long irVersion;

  private OperatorSets(long irVersion) {
    this.irVersion = irVersion;
  }

  /** Those that the project's own layers are written in. */
  public static OperatorSets ours() {
    OperatorSets sets = new OperatorSets(IR_VERSION);
    sets.versions.put(ONNX, OURS);
    return sets;
  }

  /** Those of a model from elsewhere. */
  public static OperatorSets of(ModelProto model) {
    OperatorSets sets = new OperatorSets(Math.max(IR_VERSION, model.getIrVersion()));
    model.getOpsetImportList().forEach(set -> sets.versions.put(domain(set), set.getVersion()));
    return sets;
  }

  /** Version of the standard's own operators; 0 when a model names none. */
  public long version() {
    return versions.getOrDefault(ONNX, 0L);
  }

  boolean axesAreInputs() {
    return version() >= AXES_BECAME_INPUTS;
  }

  long irVersion() {
    return irVersion;
  }

  List<OperatorSetIdProto> imports() {
    return versions.entrySet().stream()
        .map(
            set ->
                OperatorSetIdProto.newBuilder()
                    .setDomain(set.getKey())
                    .setVersion(set.getValue())
                    .build())
        .toList();
  }

  /** The standard's domain has two names. */
  private static String domain(OperatorSetIdProto set) {
    return set.getDomain().equals("ai.onnx") ? ONNX : set.getDomain();
  }
}
