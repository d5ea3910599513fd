package io.tidemark.pipeline.control;

import io.tidemark.pipeline.type.BinaryType;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** The rollouts of all detectors, as an operator keeps them: the same on each of its subtasks. */
public final class ModelRollouts {
  private final BroadcastState<String, ModelRollout> state;
  private final Map<String, ModelRollout> rollouts = new HashMap<>();

  private ModelRollouts(BroadcastState<String, ModelRollout> state) throws Exception {
    this.state = state;
    state.immutableEntries().forEach(line -> rollouts.put(line.getKey(), line.getValue()));
  }

  /** What was saved, or nothing. */
  public static ModelRollouts restore(OperatorStateStore store) throws Exception {
    TypeInformation<ModelRollout> line = new BinaryType<>(new ModelRolloutFormat());
    return new ModelRollouts(
        store.getBroadcastState(
            new MapStateDescriptor<>("models", BasicTypeInfo.STRING_TYPE_INFO, line)));
  }

  public ModelRollout of(String detector) {
    return rollouts.getOrDefault(detector, ModelRollout.DEFINED);
  }

  /** Rollouts by detector; a detector that is missing has none. */
  Map<String, ModelRollout> all() {
    return Collections.unmodifiableMap(rollouts);
  }

  /** Obeys a change; where the detector itself changes, its definition's model serves. */
  public void apply(ModelChange change) throws Exception {
    if (change.redefines()) {
      forget(change.detector());
      return;
    }
    ModelRollout line = of(change.detector()).after(change.action(), change.model());
    rollouts.put(change.detector(), line);
    state.put(change.detector(), line);
  }

  /** Lets a detector's models be as the definition says. */
  public void forget(String detector) throws Exception {
    rollouts.remove(detector);
    state.remove(detector);
  }
}
