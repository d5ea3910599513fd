package io.tidemark.pipeline.source;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.EventSelection;
import io.tidemark.detector.definition.EventType;
import io.tidemark.detector.tick.EventTimes;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.ObservationExtractor;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.pipeline.config.PipelineConfig.Events;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Records of an event type: decoded once for all detectors. */
final class TypedEvents implements RecordEvents {
  private final EventDecoder<? extends SpecificRecord> decoder;
  private final List<DetectorDefinition> readers;
  private final List<ObservationExtractor> extractors;

  /** By reader: whether it has found an observation yet. */
  private final boolean[] served;

  private long decoded;

  /** The record read last; null where it could not be decoded. */
  private @Nullable SpecificRecord event;

  /** The reader that came to it last. */
  private int reading;

  /**
   * @param selection how the records are read
   */
  TypedEvents(EventSelection selection, List<DetectorDefinition> readers, Events events) {
    EventType type = Objects.requireNonNull(selection.type());
    decoder = events.formats().typed(selection).decoder(type.record(), selection.timeFormat());
    this.readers = readers;
    served = new boolean[readers.size()];
    extractors = readers.stream().map(ObservationExtractor::new).toList();
  }

  @Override
  public void read(RawRecord record, SourcePosition position, List<Observation> out)
      throws WireException, InvalidEventException {
    event = null;
    SpecificRecord decodedEvent = decoder.decode(record.value());
    event = decodedEvent;
    decoded++;
    for (int i = 0; i < served.length; i++) {
      reading = i;
      Observation observation = extractors.get(i).extract(decodedEvent, position);
      if (observation != null) {
        out.add(observation);
        EventTimes.requirePossible(observation);
        served[i] = true;
      }
    }
  }

  @Override
  public void skip() {
    event = null;
  }

  @Override
  public List<DetectorDefinition> readers() {
    return readers;
  }

  @Override
  public @Nullable String key(DetectorDefinition reader) {
    SpecificRecord last = event;
    return last != null && readers.get(reading).equals(reader)
        ? extractors.get(reading).key(last)
        : null;
  }

  @Override
  public boolean takesTombstones() {
    return true;
  }

  @Override
  public long decoded() {
    return decoded;
  }

  @Override
  public List<DetectorDefinition> unserved() {
    List<DetectorDefinition> unserved = new ArrayList<>();
    for (int i = 0; decoded > 0 && i < served.length; i++) {
      if (!served[i]) {
        unserved.add(readers.get(i));
      }
    }
    return unserved;
  }
}
