package io.tidemark.cli.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.schemas.FileFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Kafka records in a file, one JSON object a line: {@code value} (a text, or null for a tombstone)
 * or {@code base64}; {@code key}, {@code headers} and {@code timestamp} where the record has them.
 * For one thread.
 */
public final class RawRecordFile implements AutoCloseable {
  private static final String VALUE = "value";
  private static final String BASE64 = "base64";
  private static final String KEY = "key";
  private static final String HEADERS = "headers";
  private static final String TIMESTAMP = "timestamp";
  private static final Set<String> FIELDS = Set.of(VALUE, BASE64, KEY, HEADERS, TIMESTAMP);
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final Path file;
  private final String topic;
  private final BufferedReader lines;
  private int line;

  private RawRecordFile(Path file, String topic, BufferedReader lines) {
    this.file = file;
    this.topic = topic;
    this.lines = lines;
  }

  /**
   * Opens a file.
   *
   * @param topic that the records are for
   * @throws DefinitionException when it cannot be read
   */
  public static RawRecordFile open(Path file, String topic) {
    try {
      return new RawRecordFile(file, topic, Files.newBufferedReader(file));
    } catch (IOException unreadable) {
      throw DefinitionException.of("--raw", file, "a file that can be read");
    }
  }

  /**
   * The next record; null at the end.
   *
   * @throws DefinitionException when the line holds none
   */
  public @Nullable ProducerRecord<byte[], byte[]> next() {
    try {
      String text = lines.readLine();
      while (text != null && text.isBlank()) {
        line++;
        text = lines.readLine();
      }
      line++;
      return text == null ? null : record(text);
    } catch (JsonProcessingException malformed) {
      throw wrong("it is not JSON: " + malformed.getOriginalMessage());
    } catch (IOException unreadable) {
      throw wrong("it cannot be read: " + FileFailure.reason(unreadable));
    }
  }

  private ProducerRecord<byte[], byte[]> record(String text) throws JsonProcessingException {
    if (!(JSON.readTree(text) instanceof ObjectNode object)) {
      throw wrong("it must be an object with value or base64");
    }
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!FIELDS.contains(name)) {
        throw wrong(name + ": there is no such field; accepted here are " + new TreeSet<>(FIELDS));
      }
    }
    return new ProducerRecord<>(
        topic, null, timestamp(object), bytes(object, KEY), value(object), headers(object));
  }

  private byte @Nullable [] value(ObjectNode object) {
    if (object.has(VALUE) == object.has(BASE64)) {
      throw wrong("it must have either value or base64");
    }
    if (object.has(VALUE)) {
      return bytes(object, VALUE);
    }
    try {
      return Base64.getDecoder().decode(object.get(BASE64).asText());
    } catch (IllegalArgumentException malformed) {
      throw wrong("base64: " + malformed.getMessage());
    }
  }

  private byte @Nullable [] bytes(JsonNode object, String field) {
    JsonNode value = object.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw wrong(field + ": " + value + " is not accepted; it must be a text or null");
    }
    return value.asText().getBytes(StandardCharsets.UTF_8);
  }

  private @Nullable Long timestamp(ObjectNode object) {
    JsonNode time = object.path(TIMESTAMP);
    if (time.isMissingNode() || time.isNull()) {
      return null;
    }
    if (!time.isIntegralNumber() || !time.canConvertToLong() || time.longValue() < 0) {
      throw wrong(
          TIMESTAMP
              + ": "
              + time
              + " is not accepted; it must be milliseconds since 1970, a whole number");
    }
    return time.longValue();
  }

  private RecordHeaders headers(ObjectNode object) {
    RecordHeaders headers = new RecordHeaders();
    JsonNode given = object.path(HEADERS);
    if (!given.isMissingNode() && !given.isObject()) {
      throw wrong(HEADERS + ": it must be an object of texts");
    }
    given.fieldNames().forEachRemaining(name -> headers.add(name, bytes(given, name)));
    return headers;
  }

  private DefinitionException wrong(String what) {
    return new DefinitionException(file + ": line " + line + ": " + what);
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
