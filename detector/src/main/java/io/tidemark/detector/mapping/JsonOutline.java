package io.tidemark.detector.mapping;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tidemark.detector.definition.FieldPath;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/** The paths of values in records of JSON. */
final class JsonOutline {
  private static final int MOST_PATHS = 100;
  private static final int DEEPEST = 12;
  private static final int LONGEST_NAME = 100;

  private final Set<String> paths = new TreeSet<>();

  /** Adds those of a record; of what is no JSON, those before the mistake. */
  void add(byte[] record) {
    try (JsonParser parser = JsonRecordReader.parser(record)) {
      value(parser, parser.nextToken(), "", 0);
    } catch (IOException malformed) {
      // The record is a dead letter, which says so.
    }
  }

  Set<String> paths() {
    return paths;
  }

  private void value(JsonParser parser, JsonToken token, String path, int depth)
      throws IOException {
    if (depth > DEEPEST || paths.size() >= MOST_PATHS) {
      parser.skipChildren();
    } else if (token == JsonToken.START_OBJECT) {
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        String step = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
        value(parser, parser.nextToken(), joined(path, step), depth + 1);
      }
    } else if (token == JsonToken.START_ARRAY) {
      for (JsonToken element = parser.nextToken();
          element != null && element != JsonToken.END_ARRAY;
          element = parser.nextToken()) {
        value(parser, element, path + "[*]", depth + 1);
      }
    } else if (!path.isEmpty()) {
      paths.add(path);
    }
  }

  private static String joined(String path, String name) {
    String step = FieldPath.step(name);
    return path.isEmpty() ? step : path + "." + step;
  }
}
