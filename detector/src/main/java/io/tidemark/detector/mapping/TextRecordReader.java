package io.tidemark.detector.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;

/** Reads nothing: of a record that is one text or number, {@code @value} has all there is. */
final class TextRecordReader implements RecordReader {
  @Override
  public void read(byte[] record, RecordValues values) {}

  /** An object whose only field is {@code @value}. */
  static JsonNode tree(byte[] record) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("@value", new String(record, StandardCharsets.UTF_8));
  }
}
