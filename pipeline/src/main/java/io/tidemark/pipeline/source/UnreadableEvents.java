package io.tidemark.pipeline.source;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records for detectors whose definition cannot be prepared for reading here, though it was
 * admitted. Each record is a dead letter that says why; the other detectors go on.
 *
 * @param readers the detectors
 * @param reason one line
 */
record UnreadableEvents(List<DetectorDefinition> readers, String reason) implements RecordEvents {

  /** Of detectors that fail with an exception or error. */
  static UnreadableEvents of(List<DetectorDefinition> readers, Throwable failure) {
    List<String> names = readers.stream().map(DetectorDefinition::name).toList();
    return new UnreadableEvents(
        readers, "detectors %s cannot read the topic: %s".formatted(names, failure));
  }

  @Override
  public void read(RawRecord record, SourcePosition position, List<Observation> out)
      throws InvalidEventException {
    throw new InvalidEventException(reason);
  }

  @Override
  public void skip() {}

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
    return 0;
  }

  @Override
  public List<DetectorDefinition> unserved() {
    return List.of();
  }
}
