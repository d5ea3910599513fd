package io.tidemark.lab.chaos;

import java.util.Arrays;
import java.util.List;

/** What can happen to the job. */
enum FaultKind {
  KILL_TASK_MANAGER("killTaskManager"),
  KILL_JOB_MANAGER("killJobManager"),
  KILL_BROKER("killBroker"),
  FREEZE_TASK_MANAGER("freezeTaskManager"),
  PARTITION_NETWORK("partitionNetwork"),
  FULL_DISK("fullDisk"),
  BAD_MODEL("badModel"),
  POISON("poison"),
  RESCALE("rescale"),
  ADD_PARTITION("addPartition");

  private final String label;

  FaultKind(String label) {
    this.label = label;
  }

  /** Its name in reports. */
  String label() {
    return label;
  }

  /** All names. */
  static List<String> labels() {
    return Arrays.stream(values()).map(FaultKind::label).toList();
  }
}
