package io.tidemark.cli.peek;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.detector.definition.FieldPath;
import io.tidemark.schemas.wire.PayloadFormat;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the records of a topic look like: their formats and, of JSON, the paths in them. */
public final class TopicProfile {
  /** Records may be made to have ever new names. */
  private static final int MOST_PATHS = 500;

  private static final int DEEPEST = 32;

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .build())
          .build();

  private final Map<PayloadFormat, Long> formats = new EnumMap<>(PayloadFormat.class);
  private final Map<String, PathProfile> paths = new TreeMap<>();
  private final TreeSet<Integer> schemaIds = new TreeSet<>();
  private long records;
  private long unread;
  private boolean morePaths;

  /** Takes a record's value; null for a tombstone. */
  public void add(byte @Nullable [] value) {
    records++;
    PayloadFormat format = PayloadFormat.of(value);
    formats.merge(format, 1L, Long::sum);
    if (value != null && format == PayloadFormat.JSON) {
      try {
        walk("", JSON.readTree(value));
      } catch (IOException malformed) {
        unread++;
      }
    } else if (value != null && format == PayloadFormat.CONFLUENT) {
      schemaIds.add(PayloadFormat.schemaId(value));
    }
  }

  private void walk(String path, JsonNode node) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              field ->
                  walk(
                      (path.isEmpty() ? "" : path + ".") + FieldPath.step(field.getKey()),
                      field.getValue()));
    } else if (node.isArray()) {
      node.forEach(element -> walk(path + "[*]", element));
    } else if (paths.containsKey(path) || paths.size() < MOST_PATHS) {
      paths.computeIfAbsent(path, unseen -> new PathProfile()).add(node, records);
    } else {
      morePaths = true;
    }
  }

  /** Records taken. */
  public long records() {
    return records;
  }

  /** Records by what they look like, for people. */
  public Map<String, Long> formats() {
    Map<String, Long> words = new TreeMap<>();
    formats.forEach((format, count) -> words.put(format.words(), count));
    return words;
  }

  /** Records that begin like JSON and are none. */
  public long unread() {
    return unread;
  }

  /** The registry's ids of the schemas that records are written with. */
  public java.util.SortedSet<Integer> schemaIds() {
    return Collections.unmodifiableSortedSet(schemaIds);
  }

  /** Whether there are more paths than are kept. */
  public boolean morePaths() {
    return morePaths;
  }

  /** What lies at each path. */
  Map<String, PathProfile> paths() {
    return Collections.unmodifiableMap(paths);
  }
}
