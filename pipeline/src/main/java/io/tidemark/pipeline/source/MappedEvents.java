package io.tidemark.pipeline.source;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.mapping.RecordMapping;
import io.tidemark.detector.mapping.TopicRecord;
import io.tidemark.detector.tick.EventTimes;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.pipeline.config.PipelineConfig.Events;
import io.tidemark.schemas.wire.WireException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records as one detector's definition maps them. */
final class MappedEvents implements RecordEvents {
  private final DetectorDefinition detector;
  private final RecordMapping mapping;
  private final TopicLog log;
  private boolean served;
  private boolean warned;
  private long decoded;

  /**
   * @param log hears of paths that are in no record
   */
  MappedEvents(DetectorDefinition detector, Events events, TopicLog log) {
    this.detector = detector;
    mapping = RecordMapping.of(detector, events.formats());
    this.log = log;
  }

  @Override
  public void read(RawRecord record, SourcePosition position, List<Observation> out)
      throws WireException, InvalidEventException {
    List<Observation> found =
        mapping.extract(
            new TopicRecord(
                record.topic(),
                position,
                record.timestampMillis(),
                record.key(),
                record.value(),
                record.headers()));
    decoded++;
    out.addAll(found);
    for (Observation observation : found) {
      EventTimes.requirePossible(observation);
    }
    served |= !found.isEmpty();
    if (!warned && mapping.seen().isComplete()) {
      warned = true;
      log.unseen(detector, mapping.seen());
    }
  }

  @Override
  public void skip() {}

  @Override
  public List<DetectorDefinition> readers() {
    return List.of(detector);
  }

  /** A mapping says no key of a record that is of no use. */
  @Override
  public @Nullable String key(DetectorDefinition reader) {
    return null;
  }

  @Override
  public boolean takesTombstones() {
    return false;
  }

  @Override
  public long decoded() {
    return decoded;
  }

  @Override
  public List<DetectorDefinition> unserved() {
    return served || decoded == 0 ? List.of() : List.of(detector);
  }
}
