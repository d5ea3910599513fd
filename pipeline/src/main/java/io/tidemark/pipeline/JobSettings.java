package io.tidemark.pipeline;

import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfig.StateStore;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/** How Flink is to run the job, whether here or on a cluster. */
final class JobSettings {
  /** A full disk or a slow store costs checkpoints, not the job. */
  private static final int TOLERABLE_CHECKPOINT_FAILURES = 20;

  private JobSettings() {}

  /**
   * Flink's settings for a configuration.
   *
   * @param restoreFrom checkpoint or savepoint to start from; null: from nothing
   */
  static Configuration of(PipelineConfig config, @Nullable SavedState restoreFrom) {
    Configuration settings = new Configuration();
    settings.set(PipelineOptions.NAME, config.jobName());
    settings.set(CoreOptions.DEFAULT_PARALLELISM, config.parallelism());
    // No operator hands on a record that it or another changes later.
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    // Calibration and incidents run on the thread of the scoring, and ask it what is in force.
    settings.set(PipelineOptions.OPERATOR_CHAINING, true);
    // A type without a format of ours, or an operator without a uid, is a mistake.
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    settings.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ofMillis(100));
    settings.set(StateBackendOptions.STATE_BACKEND, config.state().backend());
    checkpoints(settings, config);
    if (restoreFrom != null) {
      settings.set(StateRecoveryOptions.SAVEPOINT_PATH, restoreFrom.path());
      settings.set(
          StateRecoveryOptions.RESTORE_MODE,
          restoreFrom.ours() ? RecoveryClaimMode.CLAIM : RecoveryClaimMode.NO_CLAIM);
    }
    return settings;
  }

  private static void checkpoints(Configuration settings, PipelineConfig config) {
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, config.checkpoints().interval());
    settings.set(
        CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    settings.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, TOLERABLE_CHECKPOINT_FAILURES);
    settings.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    settings.set(
        CheckpointingOptions.INCREMENTAL_CHECKPOINTS, config.state() == StateStore.ROCKSDB);
    String dir = config.checkpoints().dir();
    if (dir != null) {
      settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
      settings.set(
          CheckpointingOptions.CHECKPOINTS_DIRECTORY,
          new Path(dir).makeQualified(SavedState.fileSystem(dir)).toString());
    }
  }
}
