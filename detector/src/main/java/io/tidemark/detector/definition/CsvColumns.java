package io.tidemark.detector.definition;

import java.util.List;

/**
 * How a record is one line of CSV.
 *
 * @param names of the columns, by which paths reach them; none: by position, {@code [0]}
 * @param delimiter between columns
 */
public record CsvColumns(List<String> names, char delimiter) {
  public CsvColumns {
    names = List.copyOf(names);
    if (delimiter == '"' || delimiter == '\n' || delimiter == '\r') {
      throw DefinitionException.of("events.csv.delimiter", delimiter, "none of CSV's own");
    }
  }
}
