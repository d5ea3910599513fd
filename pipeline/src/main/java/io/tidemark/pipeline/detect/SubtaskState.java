package io.tidemark.pipeline.detect;

import io.tidemark.detector.calibration.AlertBudget;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.control.LiveDetectors;
import io.tidemark.pipeline.control.ModelRollouts;
import io.tidemark.pipeline.type.KeyCounts;
import io.tidemark.pipeline.type.KeyLimits;
import io.tidemark.pipeline.type.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link DetectOperator} keeps that belongs to no key.
 *
 * @param rollouts null where no command ever comes
 * @param alertStarts from when on alerts are sent
 * @param feedback what people said of incidents
 */
record SubtaskState(
    LiveDetectors detectors,
    @Nullable ModelRollouts rollouts,
    CoverageCounts coverage,
    KeyCounts openIncidents,
    KeyLimits limits,
    AlertStarts alertStarts,
    FeedbackState feedback,
    ListState<AlertBudget.Saved> savedBudgets) {

  /**
   * Takes over what the last checkpoint holds.
   *
   * @param steered whether commands change models and detectors
   * @param feedback whether feedback is read
   */
  static SubtaskState restore(
      OperatorStateStore store,
      Detectors configured,
      boolean steered,
      boolean feedback,
      AlertStart alertStart,
      TaskInfo task)
      throws Exception {
    LiveDetectors detectors = LiveDetectors.of(store, configured, steered);
    Map<String, Long> names = new HashMap<>();
    for (DetectorDefinition detector : detectors.definitions()) {
      names.put(detector.name(), 0L);
    }
    return new SubtaskState(
        detectors,
        steered ? ModelRollouts.restore(store) : null,
        CoverageCounts.restore(store, names),
        KeyCounts.restore(store, "open-incidents", names, true),
        KeyLimits.restore(store, task, detectors.definitions()),
        AlertStarts.restore(store, configured, alertStart),
        FeedbackState.restore(store, feedback),
        store.getUnionListState(new ListStateDescriptor<>("alert-budgets", Types.BUDGET)));
  }

  /**
   * The budgets as the last checkpoint holds them.
   *
   * @param share of all keys that this subtask holds
   */
  AlertBudgets budgets(double share) throws Exception {
    List<AlertBudget.Saved> before = new ArrayList<>();
    savedBudgets.get().forEach(before::add);
    return new AlertBudgets(before, share);
  }

  /** Writes all of it for a checkpoint. */
  void save(AlertBudgets budgets) throws Exception {
    coverage.save();
    openIncidents.save();
    limits.save();
    feedback.save();
    savedBudgets.update(
        budgets.saved(detectors.definitions().stream().map(DetectorDefinition::name).toList()));
  }
}
