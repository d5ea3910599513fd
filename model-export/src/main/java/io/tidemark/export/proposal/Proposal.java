package io.tidemark.export.proposal;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import java.util.List;

/**
 * A detector that is proposed.
 *
 * @param definition what it is, as {@code yaml} says it
 * @param yaml the definition with comments, as a file
 * @param observations what it makes of the records, in the order of event time
 * @param leftOut fields that are no features
 * @param doubts what is uncertain, a sentence each
 * @param records records that it reads
 */
public record Proposal(
    DetectorDefinition definition,
    String yaml,
    List<Observation> observations,
    List<LeftOut> leftOut,
    List<String> doubts,
    long records) {
  public Proposal {
    observations = List.copyOf(observations);
    leftOut = List.copyOf(leftOut);
    doubts = List.copyOf(doubts);
  }
}
