package io.tidemark.pipeline.source;

import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.schemas.DeadLetter;
import org.jspecify.annotations.Nullable;

/** What became of a Kafka record. */
public sealed interface Decoded {

  /**
   * What it says to one detector.
   *
   * @param observation key, time and values
   */
  record Observed(Observation observation) implements Decoded {}

  /**
   * It can be decoded; what it says to which detector is asked later, since detectors change.
   *
   * @param topic Kafka topic
   * @param position partition and offset
   * @param key key of the record, or null
   * @param value the record
   * @param eventTimeMillis when it happened, milliseconds since the epoch
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Undivided(
      String topic,
      SourcePosition position,
      byte @Nullable [] key,
      byte[] value,
      long eventTimeMillis)
      implements Decoded {}

  /**
   * It cannot be used.
   *
   * @param letter the record with the reason
   */
  record Rejected(DeadLetter letter) implements Decoded {}
}
