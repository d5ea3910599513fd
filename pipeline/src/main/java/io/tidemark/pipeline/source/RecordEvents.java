package io.tidemark.pipeline.source;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.schemas.wire.WireException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the records of a topic say to some of the detectors that read it: those for which a record
 * is read once, so that it is of use to all of them or to none. For one thread.
 */
interface RecordEvents {

  /**
   * Reads a record.
   *
   * @param out takes its observations; what it has when this throws is to be dropped
   * @throws WireException when it is not of the format
   * @throws InvalidEventException when a value is unusable
   * @throws io.tidemark.schemas.registry.RegistryException when a schema registry is away
   */
  void read(RawRecord record, SourcePosition position, List<Observation> out)
      throws WireException, InvalidEventException;

  /** Takes that the next record cannot be read at all. */
  void skip();

  /** The detectors that they are for. */
  List<DetectorDefinition> readers();

  /**
   * The key that a reader has found in the record that was read last, where that has been of no
   * use; null where it has not come so far.
   */
  @Nullable String key(DetectorDefinition reader);

  /** Whether a record without a value says something to them, if only that it is wrong. */
  boolean takesTombstones();

  /** Records that could be decoded so far. */
  long decoded();

  /** The detectors that have found nothing in the records so far; none before the first record. */
  List<DetectorDefinition> unserved();
}
