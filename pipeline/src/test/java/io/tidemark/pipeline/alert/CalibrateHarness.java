package io.tidemark.pipeline.alert;

import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.detector.calibration.AlertBudget;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.pipeline.Backends;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.scoring.ModelFiles;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** For tests: the operator that judges, without a job around it. */
final class CalibrateHarness
    extends KeyedOneInputStreamOperatorTestHarness<DetectorKey, ScoredWindow, Verdict> {
  static final int MAX_PARALLELISM = 128;

  private long checkpoint = 100;

  private CalibrateHarness(CalibrateFunction function, int parallelism, int subtask)
      throws Exception {
    super(
        new KeyedProcessOperator<>(function),
        scored -> new DetectorKey(scored.window().detector(), scored.window().key()),
        Types.KEY,
        MAX_PARALLELISM,
        parallelism,
        subtask);
  }

  private CalibrateHarness(CalibrateFunction function, MockEnvironment environment)
      throws Exception {
    super(
        new KeyedProcessOperator<>(function),
        scored -> new DetectorKey(scored.window().detector(), scored.window().key()),
        Types.KEY,
        environment);
  }

  /** What runs with these detectors, and which of what can be switched on is. */
  static CalibrateFunction function(Detectors detectors, boolean tellScores, boolean steered) {
    return new CalibrateFunction(
        detectors, ModelFiles.local(), new Scoring(16, Duration.ofMillis(5)), tellScores, steered);
  }

  /** Holds all keys, on the heap. */
  static CalibrateHarness open(CalibrateFunction function, @Nullable OperatorSubtaskState saved)
      throws Exception {
    return open(function, "heap", saved);
  }

  /** Holds all keys. */
  static CalibrateHarness open(
      CalibrateFunction function, String backend, @Nullable OperatorSubtaskState saved)
      throws Exception {
    CalibrateHarness harness = new CalibrateHarness(function, 1, 0);
    harness.setStateBackend(Backends.named(backend));
    return opened(harness, saved);
  }

  /** One of several subtasks. */
  static CalibrateHarness open(
      CalibrateFunction function,
      int parallelism,
      int subtask,
      @Nullable OperatorSubtaskState saved)
      throws Exception {
    return opened(new CalibrateHarness(function, parallelism, subtask), saved);
  }

  /** In a subtask that others run in too. */
  static CalibrateHarness chained(CalibrateFunction function, MockEnvironment environment)
      throws Exception {
    return opened(new CalibrateHarness(function, environment), null);
  }

  private static CalibrateHarness opened(
      CalibrateHarness harness, @Nullable OperatorSubtaskState saved) throws Exception {
    harness.setup(Types.VERDICT.createSerializer(new SerializerConfigImpl()));
    if (saved != null) {
      harness.initializeState(saved);
    }
    harness.open();
    return harness;
  }

  void send(ScoredWindow scored) throws Exception {
    processElement(new StreamRecord<>(scored));
  }

  /** The budgets that a checkpoint of now holds. */
  List<AlertBudget.Saved> budgets() throws Exception {
    snapshot(checkpoint++, 0);
    ListStateDescriptor<AlertBudget.Saved> state =
        new ListStateDescriptor<>("alert-budgets", Types.BUDGET);
    List<AlertBudget.Saved> budgets = new ArrayList<>();
    ((AbstractStreamOperator<?>) getOperator())
        .getOperatorStateBackend()
        .getUnionListState(state)
        .get()
        .forEach(budgets::add);
    return budgets;
  }

  /** The verdict on this window. */
  Verdict judge(ScoredWindow scored) throws Exception {
    int before = extractOutputValues().size();
    send(scored);
    return extractOutputValues().get(before);
  }

  /** Each change in the keys' drift: known keys, drifted keys. */
  List<String> driftChanges() {
    return told(CalibrateFunction.DRIFT).stream()
        .map((FleetDrift.Change change) -> change.known() + " " + change.drifted())
        .toList();
  }

  /** What a side output was told. */
  <T> List<T> told(OutputTag<T> tag) {
    Queue<StreamRecord<T>> records = getSideOutput(tag);
    return records == null ? List.of() : records.stream().map(StreamRecord::getValue).toList();
  }
}
