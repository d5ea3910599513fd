package io.tidemark.pipeline.type;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.definition.DetectorDefinition;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;

class KeyLimitsTest {
  private static final int MOST_SUBTASKS = 128;

  private final DetectorDefinition limited =
      Definitions.parse(Definitions.PUMP.replace("key: deviceId", "key: deviceId, maxKeys: 1000"));

  @Test
  void aFleetOfTheLimitFitsHoweverItSpreads() throws Exception {
    for (int parallelism : new int[] {1, 3, 16, 100}) {
      int refused = 0;
      int kept = 0;
      for (int subtask = 0; subtask < parallelism; subtask++) {
        try (Subtask one = new Subtask(parallelism, subtask)) {
          one.open();
          refused += one.refused(own(one, 0, 1_000));
          one.refused(own(one, 1_000, 20_000));
          kept += one.limits().keys("pump");
        }
      }
      assertThat(refused).isZero();
      int slack = (int) (4 * Math.sqrt(1_000.0 * parallelism)) + parallelism;
      assertThat(kept).isBetween(1_000, 1_000 + (parallelism == 1 ? 0 : slack));
    }
  }

  @Test
  void countsFollowTheirKeysWhenTheJobIsRescaled() throws Exception {
    List<OperatorSubtaskState> states = new ArrayList<>();
    for (int subtask = 0; subtask < 2; subtask++) {
      try (Subtask one = new Subtask(2, subtask)) {
        one.open();
        one.refused(own(one, 0, 900));
        states.add(one.snapshot(1, 1));
      }
    }
    OperatorSubtaskState all =
        AbstractStreamOperatorTestHarness.repackageState(
            states.toArray(new OperatorSubtaskState[0]));
    for (int subtask = 0; subtask < 3; subtask++) {
      try (Subtask one = new Subtask(3, subtask)) {
        one.initializeState(
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                all, MOST_SUBTASKS, 2, 3, subtask));
        one.open();
        assertThat(one.limits().keys("pump")).isEqualTo(own(one, 0, 900).size());
      }
    }
  }

  @Test
  void aForgottenKeyFreesItsPlaceAndAnUnlimitedDetectorHasRoom() throws Exception {
    try (Subtask one = new Subtask(1, 0)) {
      one.open();
      List<DetectorKey> keys = own(one, 0, 1_000);
      assertThat(one.refused(keys)).isZero();
      assertThat(one.limits().hasRoom("pump")).isFalse();
      assertThat(one.limits().hasRoom("other")).isTrue();

      one.limits().left(keys.get(0));
      assertThat(one.limits().hasRoom("pump")).isTrue();

      one.refused(own(one, 5_000, 1));
      assertThat(one.limits().hasRoom("pump")).isFalse();
      one.limits().define(Definitions.pump());
      assertThat(one.limits().hasRoom("pump")).isTrue();
    }
  }

  private static List<DetectorKey> own(Subtask subtask, int from, int count) {
    List<DetectorKey> keys = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      DetectorKey key = new DetectorKey("pump", "key-" + i);
      if (subtask.owns(key)) {
        keys.add(key);
      }
    }
    return keys;
  }

  private final class Subtask
      extends KeyedOneInputStreamOperatorTestHarness<DetectorKey, DetectorKey, Boolean> {
    private final Counting counting;
    private final int parallelism;
    private final int subtask;

    Subtask(int parallelism, int subtask) throws Exception {
      this(new Counting(limited), parallelism, subtask);
    }

    private Subtask(Counting counting, int parallelism, int subtask) throws Exception {
      super(
          new KeyedProcessOperator<>(counting),
          key -> key,
          Types.KEY,
          MOST_SUBTASKS,
          parallelism,
          subtask);
      this.counting = counting;
      this.parallelism = parallelism;
      this.subtask = subtask;
    }

    boolean owns(DetectorKey key) {
      return org.apache.flink.runtime.state.KeyGroupRangeAssignment.assignKeyToParallelOperator(
              key, MOST_SUBTASKS, parallelism)
          == subtask;
    }

    KeyLimits limits() {
      return counting.limits;
    }

    int refused(List<DetectorKey> keys) throws Exception {
      for (DetectorKey key : keys) {
        processElement(new StreamRecord<>(key));
      }
      int refused = (int) extractOutputValues().stream().filter(kept -> !kept).count();
      getOutput().clear();
      return refused;
    }
  }

  @SuppressWarnings("NullAway.Init")
  private static final class Counting
      extends KeyedProcessFunction<DetectorKey, DetectorKey, Boolean>
      implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;
    private final DetectorDefinition detector;
    private transient KeyLimits limits;

    Counting(DetectorDefinition detector) {
      this.detector = detector;
    }

    @Override
    public void open(OpenContext context) {}

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
      limits =
          KeyLimits.restore(
              context.getOperatorStateStore(),
              getRuntimeContext().getTaskInfo(),
              List.of(detector));
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
      limits.save();
    }

    @Override
    public void processElement(DetectorKey key, Context context, Collector<Boolean> out) {
      boolean room = limits.hasRoom(key.detector());
      if (room) {
        limits.came(key);
      }
      out.collect(room);
    }
  }
}
