package io.tidemark.pipeline.scoring;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.pipeline.type.PerSubtask;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.jspecify.annotations.Nullable;

/**
 * The detectors of a subtask that commands have defined: told by the operator that scores, asked by
 * those chained behind it. They run on its thread, so a detector changes for all of them between
 * the same two windows.
 */
final class Redefined {
  private static final PerSubtask<Redefined> SUBTASKS = new PerSubtask<>(Redefined::new);

  private final Map<String, Detector> detectors = new ConcurrentHashMap<>();

  private Redefined() {}

  /** The subtask's; each operator that opened it closes it. */
  static Redefined open(RuntimeContext context) {
    return SUBTASKS.open(context);
  }

  static void close(RuntimeContext context) {
    SUBTASKS.close(context);
  }

  void tell(DetectorDefinition definition, String digest) {
    detectors.put(definition.name(), new Detector(definition, digest));
  }

  void forget(String detector) {
    detectors.remove(detector);
  }

  /** The detector as a command has defined it; null where the configuration's is in force. */
  @Nullable Detector find(String detector) {
    return detectors.get(detector);
  }

  /**
   * A detector that a command has defined.
   *
   * @param definition what is in force
   * @param digest SHA-256 of the model that it names
   */
  record Detector(DetectorDefinition definition, String digest) {}
}
