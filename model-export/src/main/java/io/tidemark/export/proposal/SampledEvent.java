package io.tidemark.export.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tidemark.detector.mapping.TopicRecord;
import java.util.Map;

/**
 * An event of the sample: a record, or one element of its lists.
 *
 * @param record the record that it comes from
 * @param leaves its values by path, as a definition writes paths
 */
record SampledEvent(TopicRecord record, Map<String, JsonNode> leaves) {

  /** The value at a path; a missing node where there is none. */
  JsonNode leaf(String path) {
    JsonNode leaf = leaves.get(path);
    return leaf == null ? MissingNode.getInstance() : leaf;
  }
}
