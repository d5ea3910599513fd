package io.tidemark.pipeline.detect;

import io.tidemark.detector.line.Maintenances;
import io.tidemark.pipeline.control.SilenceChange;
import io.tidemark.pipeline.type.BinaryType;
import io.tidemark.pipeline.type.SilenceFormat;
import io.tidemark.schemas.Silence;
import io.tidemark.schemas.silence.SilenceRule;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * The maintenances that a subtask knows: the silences that let keys learn nothing. They are part of
 * every checkpoint and the same in all subtasks.
 */
final class LiveMaintenances {
  /** Maintenances that are known at most; beyond that the one that ends first is forgotten. */
  static final int MOST = 1_000;

  private final BroadcastState<String, Silence> state;
  private final Map<String, SilenceRule> byId = new HashMap<>();
  private final Maintenances maintenances = new Maintenances();

  private LiveMaintenances(BroadcastState<String, Silence> state) {
    this.state = state;
  }

  /**
   * Takes over what the last checkpoint holds.
   *
   * @param known silences that were written before the job was submitted, for what no checkpoint
   *     holds yet
   */
  static LiveMaintenances restore(OperatorStateStore store, List<SilenceChange> known)
      throws Exception {
    BroadcastState<String, Silence> state =
        store.getBroadcastState(
            new MapStateDescriptor<>(
                "maintenances",
                BasicTypeInfo.STRING_TYPE_INFO,
                new BinaryType<>(new SilenceFormat())));
    LiveMaintenances live = new LiveMaintenances(state);
    for (Map.Entry<String, Silence> saved : state.immutableEntries()) {
      live.byId.put(saved.getKey(), SilenceRule.of(saved.getValue())); // it was accepted before
    }
    for (SilenceChange change : known) {
      if (!live.byId.containsKey(change.id())) {
        live.put(change.id(), change.silence());
      }
    }
    live.maintenances.set(live.byId.values());
    return live;
  }

  /** For the lines. */
  Maintenances all() {
    return maintenances;
  }

  /** Takes the newest record of a silence; no window may be waiting. */
  void take(SilenceChange change) throws Exception {
    put(change.id(), change.silence());
    maintenances.set(byId.values());
  }

  private void put(String id, @Nullable Silence silence) throws Exception {
    if (silence == null || silence.getLearn()) {
      forget(id);
      return;
    }
    byId.put(id, SilenceRule.of(silence));
    state.put(id, silence);
    if (byId.size() > MOST) {
      // By id where several end at once: all subtasks must forget the same one.
      forget(
          byId.values().stream()
              .min(
                  Comparator.comparing(SilenceRule::end)
                      .thenComparing(rule -> rule.silence().getId()))
              .orElseThrow()
              .silence()
              .getId());
    }
  }

  private void forget(String id) throws Exception {
    byId.remove(id);
    state.remove(id);
  }
}
