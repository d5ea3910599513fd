package io.tidemark.pipeline.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * How windows are gathered into micro-batches.
 *
 * @param batchSize most windows in a call of the model; 32 to 128 is best for small models on a CPU
 * @param maxDelay longest that a window waits for company
 */
public record Scoring(int batchSize, Duration maxDelay) implements Serializable {
  public Scoring {
    Check.range("scoring.batchSize", batchSize, 1, 4096);
    Check.duration("scoring.maxDelay", maxDelay, Duration.ofMillis(1), Duration.ofMinutes(1));
  }
}
