package io.tidemark.lab.chaos;

import io.tidemark.detector.definition.DefinitionException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How a chaos run goes.
 *
 * @param duration how long things happen
 * @param seed of events and faults
 * @param freeze how long a task manager stays frozen or cut off
 * @param disk how long the disk stays full
 * @param only labels of the kinds of fault; empty: all
 * @param home the project's folder, with models and the job's jar
 */
public record ChaosOptions(
    Duration duration, long seed, Duration freeze, Duration disk, List<String> only, Path home) {
  public ChaosOptions {
    only = List.copyOf(only);
    for (String label : only) {
      if (!FaultKind.labels().contains(label)) {
        throw DefinitionException.of("--only", label, "of " + FaultKind.labels());
      }
    }
    if (duration.compareTo(Duration.ofSeconds(20)) < 0
        || duration.compareTo(Duration.ofHours(24)) > 0) {
      throw DefinitionException.of(
          "--minutes", duration.toSeconds() / 60.0, "a third of a minute to a day");
    }
  }
}
