package io.tidemark.pipeline.detect;

import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/** How many of a job's keys lie on one subtask. */
final class Share {
  private Share() {}

  /** Share of all keys that this subtask holds, over 0 and at most 1: that of its key groups. */
  static double ofKeys(RuntimeContext context) {
    TaskInfo task = context.getTaskInfo();
    int groups = task.getMaxNumberOfParallelSubtasks();
    return (double)
            KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                    groups, task.getNumberOfParallelSubtasks(), task.getIndexOfThisSubtask())
                .getNumberOfKeyGroups()
        / groups;
  }
}
