package io.tidemark.export.proposal;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.mapping.DetectorRecords;
import io.tidemark.detector.mapping.JobFormats;
import io.tidemark.detector.mapping.TopicRecord;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.detector.tick.Observation;
import io.tidemark.schemas.wire.WireException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a definition makes of records.
 *
 * @param observations in the order of the records
 * @param useful records that gave an observation
 */
record Reading(List<Observation> observations, long useful) {

  /**
   * Reads the records as the job does.
   *
   * @throws DefinitionException when none gives an observation
   */
  static Reading of(DetectorDefinition definition, List<TopicRecord> records, JobFormats formats) {
    DetectorRecords reader = DetectorRecords.of(definition, formats);
    List<Observation> observations = new ArrayList<>();
    long useful = 0;
    String reason = "";
    for (TopicRecord record : records) {
      try {
        List<Observation> found = reader.read(record);
        useful += found.isEmpty() ? 0 : 1;
        observations.addAll(found);
      } catch (WireException | InvalidEventException wrong) {
        reason = String.valueOf(wrong.getMessage()); // the job makes it a dead letter
      }
    }
    if (observations.isEmpty()) {
      throw new DefinitionException(
          "no record has key, time and values as proposed"
              + (reason.isEmpty() ? "" : "; for example: " + reason));
    }
    return new Reading(observations, useful);
  }
}
