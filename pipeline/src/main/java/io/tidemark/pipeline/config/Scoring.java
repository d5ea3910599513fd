package io.tidemark.pipeline.config;

import io.tidemark.detector.definition.Check;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How windows are gathered into micro-batches and scored.
 *
 * @param batchSize most windows in a micro-batch; one larger than the model's best is split
 * @param maxDelay longest that a window waits for company
 * @param shedding what is left out when scoring falls behind; null: nothing
 * @param cudaMemoryMiB most memory of a CUDA device that a model's session takes; 0 for no limit
 */
public record Scoring(
    int batchSize, Duration maxDelay, @Nullable Shedding shedding, int cudaMemoryMiB)
    implements Serializable {
  public Scoring {
    Check.range("scoring.batchSize", batchSize, 1, 4096);
    Check.duration("scoring.maxDelay", maxDelay, Duration.ofMillis(1), Duration.ofMinutes(1));
    Check.range("scoring.cudaMemoryMiB", cudaMemoryMiB, 0, 1 << 20);
  }

  /** Leaves nothing out, without a limit on a device's memory. */
  public Scoring(int batchSize, Duration maxDelay) {
    this(batchSize, maxDelay, null, 0);
  }

  /**
   * What is left out when scoring falls behind.
   *
   * @param after age of a live window, from its end to the wall clock, from which on it may be left
   *     out; longer than the lateness of every detector, or nothing else is ever scored
   * @param stride of windows that old, one in so many of a key is scored
   */
  public record Shedding(Duration after, int stride) implements Serializable {
    public Shedding {
      Check.duration("scoring.shedding.after", after, Duration.ofMillis(100), Duration.ofDays(1));
      Check.range("scoring.shedding.stride", stride, 2, 10_000);
    }
  }
}
