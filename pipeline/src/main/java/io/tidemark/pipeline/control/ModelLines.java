package io.tidemark.pipeline.control;

import io.tidemark.pipeline.type.BinaryType;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * The model lines of all detectors, as an operator keeps them: the same on each of its subtasks.
 */
public final class ModelLines {
  private final BroadcastState<String, ModelLine> state;
  private final Map<String, ModelLine> lines = new HashMap<>();

  private ModelLines(BroadcastState<String, ModelLine> state) throws Exception {
    this.state = state;
    state.immutableEntries().forEach(line -> lines.put(line.getKey(), line.getValue()));
  }

  /** What was saved, or nothing. */
  public static ModelLines restore(OperatorStateStore store) throws Exception {
    TypeInformation<ModelLine> line = new BinaryType<>(new ModelLineFormat());
    return new ModelLines(
        store.getBroadcastState(
            new MapStateDescriptor<>("models", BasicTypeInfo.STRING_TYPE_INFO, line)));
  }

  public ModelLine of(String detector) {
    return lines.getOrDefault(detector, ModelLine.DEFINED);
  }

  /** Obeys a change; where the detector itself changes, its definition's model serves. */
  public void apply(ModelChange change) throws Exception {
    if (change.redefines()) {
      forget(change.detector());
      return;
    }
    ModelLine line = of(change.detector()).after(change.action(), change.model());
    lines.put(change.detector(), line);
    state.put(change.detector(), line);
  }

  /** Lets a detector's models be as the definition says. */
  public void forget(String detector) throws Exception {
    lines.remove(detector);
    state.remove(detector);
  }
}
