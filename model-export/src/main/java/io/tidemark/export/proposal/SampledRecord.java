package io.tidemark.export.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.detector.mapping.TopicRecord;

/**
 * A record of the sample.
 *
 * @param record as it lies in its topic
 * @param tree all of its value
 */
record SampledRecord(TopicRecord record, JsonNode tree) {}
