package io.tidemark.cli.simulator;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/**
 * What to simulate.
 *
 * @param seed same seed, same events
 * @param start event time of the first second, a whole second
 * @param duration event time simulated
 * @param sites which halves of the world
 * @param faults whether things go wrong; without, the events are good for training
 * @param defects whether events are lost, late, out of order or undecodable
 */
public record Scenario(
    long seed, Instant start, Duration duration, Set<Site> sites, boolean faults, boolean defects) {
  public Scenario {
    start = start.truncatedTo(ChronoUnit.SECONDS);
    sites = Set.copyOf(sites);
    Duration shortest = faults ? FaultPlan.shortest() : Duration.ofSeconds(1);
    if (duration.compareTo(shortest) < 0 || duration.compareTo(Duration.ofDays(30)) > 0) {
      throw DefinitionException.of(
          "simulated time",
          Durations.format(duration),
          "from "
              + Durations.format(shortest)
              + " to 30d"
              + (faults ? ", so that faults fit in after the warm-up" : ""));
    }
  }
}
