package io.tidemark.pipeline.watch;

import io.tidemark.pipeline.log.RootCause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecution;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.jspecify.annotations.Nullable;

/**
 * What a job is doing.
 *
 * @param status Flink's word for it
 * @param running whether all of its tasks run, or have read their input to the end
 * @param restored checkpoint from which it last started; null: from none
 * @param failure why a task or the job failed last, in one line; null: none has
 */
record JobState(
    JobStatus status, boolean running, @Nullable Long restored, @Nullable String failure) {
  private record Failure(String where, ErrorInfo info) {}

  static JobState of(AccessExecutionGraph job) {
    boolean running =
        job.getState() == JobStatus.RUNNING
            && StreamSupport.stream(job.getAllExecutionVertices().spliterator(), false)
                .map(AccessExecutionVertex::getExecutionState)
                .allMatch(
                    task -> task == ExecutionState.RUNNING || task == ExecutionState.FINISHED);
    CheckpointStatsSnapshot checkpoints = job.getCheckpointStatsSnapshot();
    return new JobState(
        job.getState(),
        running,
        checkpoints == null || checkpoints.getLatestRestoredCheckpoint() == null
            ? null
            : Long.valueOf(checkpoints.getLatestRestoredCheckpoint().getCheckpointId()),
        failures(job).stream()
            .max(Comparator.comparingLong(failure -> failure.info().getTimestamp()))
            .map(failure -> failure.where() + RootCause.line(failure.info().getException()))
            .orElse(null));
  }

  /** Those of the attempts that Flink remembers, and of the job as a whole. */
  private static List<Failure> failures(AccessExecutionGraph job) {
    List<Failure> failures = new ArrayList<>();
    if (job.getFailureInfo() != null) {
      failures.add(new Failure("", job.getFailureInfo()));
    }
    for (AccessExecutionVertex task : job.getAllExecutionVertices()) {
      Stream.concat(
              task.getExecutionHistory().getHistoricalExecutions().stream(),
              Stream.of(task.getCurrentExecutionAttempt()))
          .map(AccessExecution::getFailureInfo)
          .flatMap(info -> info.stream())
          .map(info -> new Failure(task.getTaskNameWithSubtaskIndex() + ": ", info))
          .forEach(failures::add);
    }
    return failures;
  }
}
