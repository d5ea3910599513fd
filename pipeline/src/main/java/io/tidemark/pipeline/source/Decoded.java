package io.tidemark.pipeline.source;

import io.tidemark.detector.tick.Observation;
import io.tidemark.schemas.DeadLetter;

/** What became of a Kafka record. */
public sealed interface Decoded {

  /**
   * What it says to one detector.
   *
   * @param observation key, time and values
   */
  record Observed(Observation observation) implements Decoded {}

  /**
   * It cannot be used.
   *
   * @param letter the record with the reason
   */
  record Rejected(DeadLetter letter) implements Decoded {}
}
