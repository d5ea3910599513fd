package io.tidemark.console.detector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration of the job says.
 *
 * @param detectors that its files define
 * @param control how its models change while it runs; null where they do not
 */
public record Job(List<DefinedDetector> detectors, @Nullable Control control) {
  /** Copies the list. */
  public Job {
    detectors = List.copyOf(detectors);
  }

  /**
   * How models and detectors change while the job runs.
   *
   * @param commandsTopic of the commands
   * @param answersTopic of what became of them
   * @param models sends commands
   */
  public record Control(String commandsTopic, String answersTopic, ModelSwitch models) {}
}
