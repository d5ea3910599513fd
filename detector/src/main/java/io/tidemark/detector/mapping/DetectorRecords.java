package io.tidemark.detector.mapping;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.EventType;
import io.tidemark.detector.tick.EventTimes;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.ObservationExtractor;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Makes one detector's observations of the records of its topic. For one thread. */
public interface DetectorRecords {

  /**
   * The observations of a record, none where it is not for this detector. The list may be reused
   * for the next record.
   *
   * @throws WireException when the record is not of the format
   * @throws InvalidEventException when its key, its time or a value is unusable
   * @throws io.tidemark.schemas.registry.RegistryException when a schema registry is away
   */
  List<Observation> read(TopicRecord record) throws WireException, InvalidEventException;

  /**
   * Of a detector, whether its records are of an event type or mapped.
   *
   * @throws io.tidemark.detector.definition.DefinitionException when it cannot read its topic as
   *     its definition says
   */
  static DetectorRecords of(DetectorDefinition definition, JobFormats formats) {
    EventType type = definition.events().type();
    if (type == null) {
      RecordMapping mapping = RecordMapping.of(definition, formats);
      return record -> possible(mapping.extract(record));
    }
    EventDecoder<? extends SpecificRecord> decoder =
        formats.typed(definition.events()).decoder(type.record(), definition.events().timeFormat());

    ObservationExtractor extractor = new ObservationExtractor(definition);
    return record -> {
      Observation found = extractor.extract(decoder.decode(record.value()), record.source());
      return possible(found == null ? List.of() : List.of(found));
    };
  }

  private static List<Observation> possible(List<Observation> observations)
      throws InvalidEventException {
    for (int i = 0; i < observations.size(); i++) {
      EventTimes.requirePossible(observations.get(i));
    }
    return observations;
  }
}
