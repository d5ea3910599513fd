package io.tidemark.export.table;

import io.tidemark.detector.definition.DefinitionException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns of a table.
 *
 * @param file the table, for messages
 * @param columns names in the order of the file, each once
 */
public record TableHeader(String file, List<String> columns) {
  /** Column of the time stamps, ISO-8601. */
  public static final String TIMESTAMP = "timestamp";

  /** Column of the key: device, host or observer. */
  public static final String KEY = "key";

  /** Optional column of the labels, 0 or 1. */
  public static final String LABEL = "label";

  public TableHeader {
    columns = List.copyOf(columns);
    Map<String, Integer> seen = new HashMap<>();
    for (String column : columns) {
      if (column.isBlank()) {
        throw new DefinitionException(file + ": line 1: a column has no name");
      }
      if (seen.put(column, 1) != null) {
        throw new DefinitionException(file + ": line 1: column " + column + " occurs twice");
      }
    }
    for (String required : List.of(TIMESTAMP, KEY)) {
      if (!seen.containsKey(required)) {
        throw new DefinitionException(
            file
                + ": line 1: column "
                + required
                + " is missing; a table is timestamp,key,<features...>[,label], found "
                + String.join(",", columns));
      }
    }
  }

  /** Position of a column, or -1. */
  public int position(String column) {
    return columns.indexOf(column);
  }

  /** Whether rows have labels. */
  public boolean labelled() {
    return columns.contains(LABEL);
  }
}
