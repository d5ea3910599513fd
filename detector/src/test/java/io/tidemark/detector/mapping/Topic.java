package io.tidemark.detector.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.detector.tick.SourcePosition;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** For tests: topics in the shapes that their usual writers give them. */
final class Topic {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Topic() {}

  /** The records of a topic; tombstones are left out. */
  static List<TopicRecord> records(String topic) {
    List<TopicRecord> records = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Objects.requireNonNull(Topic.class.getResourceAsStream(topic + ".jsonl.gz"))),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode record = JSON.readTree(line);
        if (record.has("base64") || record.path("value").isTextual()) {
          records.add(record(topic, record, records.size()));
        }
      }
      return records;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static TopicRecord record(String topic, JsonNode record, int offset) {
    byte[] value =
        record.has("base64")
            ? Base64.getDecoder().decode(record.get("base64").asText())
            : bytes(record.get("value").asText());
    return new TopicRecord(
        topic,
        new SourcePosition(0, offset),
        1_767_225_600_000L,
        record.has("key") ? bytes(record.get("key").asText()) : null,
        value,
        Map.of());
  }

  /** A record with this value. */
  static TopicRecord record(String value) {
    return record(bytes(value));
  }

  static TopicRecord record(byte[] value) {
    return new TopicRecord("t", new SourcePosition(0, 0), 0, null, value, Map.of());
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
