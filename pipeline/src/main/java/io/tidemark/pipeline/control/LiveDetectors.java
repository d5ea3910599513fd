package io.tidemark.pipeline.control;

import io.tidemark.detector.definition.DefinitionFiles;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.type.BinaryType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The detectors in force in one operator: those of the configuration, but for what commands have
 * made of them since. All operators change at the same checkpoint barrier (docs/adr/0009).
 */
public final class LiveDetectors {
  private static final Logger LOG = LoggerFactory.getLogger(LiveDetectors.class);

  private final Detectors configured;
  private final @Nullable BroadcastState<String, Redefinition> state;
  private final Map<String, DetectorDefinition> inForce = new LinkedHashMap<>();
  private final Map<String, ModelFile> models = new HashMap<>();

  private LiveDetectors(
      Detectors configured, @Nullable BroadcastState<String, Redefinition> state) {
    this.configured = configured;
    this.state = state;
    configured.definitions().forEach(detector -> inForce.put(detector.name(), detector));
  }

  /**
   * Those in force as an operator starts.
   *
   * @param steered whether commands change them; else they are those of the configuration for good
   */
  public static LiveDetectors of(OperatorStateStore store, Detectors configured, boolean steered)
      throws Exception {
    return steered ? restore(store, configured) : new LiveDetectors(configured, null);
  }

  /** What was in force at the checkpoint that the operator is restored from. */
  public static LiveDetectors restore(OperatorStateStore store, Detectors configured)
      throws Exception {
    BroadcastState<String, Redefinition> state =
        store.getBroadcastState(
            new MapStateDescriptor<>(
                "definitions",
                BasicTypeInfo.STRING_TYPE_INFO,
                new BinaryType<>(new Redefinition.Format())));
    LiveDetectors detectors = new LiveDetectors(configured, state);
    List<String> outdated = new ArrayList<>();
    for (Map.Entry<String, Redefinition> entry : state.immutableEntries()) {
      if (Objects.equals(entry.getValue().configured(), configured.yaml(entry.getKey()))) {
        detectors.take(entry.getKey(), entry.getValue());
      } else {
        outdated.add(entry.getKey());
      }
    }
    for (String detector : outdated) {
      LOG.info(
          "The configuration of detector {} is newer than its last command, and takes effect",
          detector);
      state.remove(detector);
    }
    return detectors;
  }

  /** The detector of this name that is in force, or null. */
  public @Nullable DetectorDefinition find(String detector) {
    return inForce.get(detector);
  }

  /** All that are in force. */
  public Collection<DetectorDefinition> definitions() {
    return inForce.values();
  }

  /** File of the model that a definition names which came by a command; null: a configured one. */
  public @Nullable ModelFile model(String detector) {
    return models.get(detector);
  }

  /** Obeys a change of the detectors. */
  public void apply(ModelChange change) throws Exception {
    String detector = change.detector();
    String known = configured.yaml(detector);
    Redefinition now = new Redefinition(change.definitionFromNowOn(), known, change.model());
    take(detector, now);
    if (now.yaml() == null && known == null) {
      Objects.requireNonNull(state).remove(detector);
    } else {
      Objects.requireNonNull(state).put(detector, now);
    }
  }

  private void take(String detector, Redefinition now) {
    if (now.yaml() == null) {
      inForce.remove(detector);
    } else {
      inForce.put(detector, DefinitionReader.parse(now.yaml(), Path.of(""), DefinitionFiles.NONE));
    }
    models.remove(detector);
    if (now.model() != null) {
      models.put(detector, now.model());
    }
  }
}
