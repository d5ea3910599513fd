package io.tidemark.cli.init;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.detector.mapping.TopicRecord;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.export.table.TableHeader;
import io.tidemark.export.table.TableReader;
import io.tidemark.export.table.TableRow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rows of a table as records of JSON, as a topic would hold them. */
public final class TableHistory {
  private TableHistory() {}

  /**
   * Reads a table; its labels are left out.
   *
   * @param topic name that the records have
   * @param most rows, the first ones
   * @throws io.tidemark.detector.definition.DefinitionException when it cannot be read
   */
  public static List<TopicRecord> read(Path file, String topic, int most) {
    List<TopicRecord> records = new ArrayList<>();
    try (TableReader reader = TableReader.open(file)) {
      TableRow row = reader.next();
      while (row != null && records.size() < most) {
        records.add(
            new TopicRecord(
                topic,
                new SourcePosition(0, row.number()),
                row.time().toEpochMilli(),
                row.key().getBytes(StandardCharsets.UTF_8),
                json(row).toString().getBytes(StandardCharsets.UTF_8),
                Map.of()));
        row = reader.next();
      }
    }
    return records;
  }

  private static ObjectNode json(TableRow row) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    List<String> columns = row.header().columns();
    for (int i = 0; i < columns.size(); i++) {
      String cell = row.cells().get(i);
      if (!cell.isBlank() && !columns.get(i).equals(TableHeader.LABEL)) {
        json.put(columns.get(i), cell);
      }
    }
    return json;
  }
}
