package io.tidemark.export.table;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.EventSelection;
import io.tidemark.schemas.SensorEvent;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rows as {@link SensorEvent}s. What the definition reads must have a column of its kind; of the
 * columns it does not read, a cell that is a number becomes a reading and any other text a tag.
 */
final class SensorTable extends TableEvents {
  private static final String READINGS = "readings.";
  private static final String TAGS = "tags.";

  private final int deviceId;
  private final Map<String, Integer> readings = new LinkedHashMap<>();
  private final Map<String, Integer> tags = new LinkedHashMap<>();
  private final Map<String, Integer> others = new LinkedHashMap<>();

  SensorTable(DetectorDefinition definition, TableHeader header) {
    EventSelection events = definition.events();
    String mappedId = events.columns().get("deviceId");
    deviceId = header.position(mappedId == null ? TableHeader.KEY : mappedId);
    if (deviceId < 0) {
      throw missing(header, String.valueOf(mappedId), "deviceId");
    }
    Set<String> paths = paths(definition);
    paths.addAll(events.columns().keySet());
    paths.remove("deviceId");
    for (String path : paths) {
      String name = path.substring(path.indexOf('.') + 1);
      int column = column(events, header, path, name);
      if (column < 0) {
        throw missing(header, name, path);
      }
      (path.startsWith(READINGS) ? readings : tags).put(name, column);
    }
    for (String column : header.columns()) {
      int position = header.position(column);
      boolean taken = readings.containsValue(position) || tags.containsValue(position);
      boolean named = readings.containsKey(column) || tags.containsKey(column);
      if (!taken && !named && position != deviceId && !isFrame(column)) {
        others.put(column, position);
      }
    }
  }

  @Override
  public SensorEvent event(TableRow row) {
    Map<String, Double> numbers = new HashMap<>();
    Map<String, String> texts = new HashMap<>();
    readings.forEach(
        (name, column) -> {
          Double number = Cells.number(row, column);
          if (number != null) {
            numbers.put(name, number);
          }
        });
    tags.forEach((name, column) -> tag(texts, name, row.cells().get(column)));
    others.forEach((name, column) -> other(numbers, texts, name, row.cells().get(column)));
    return SensorEvent.newBuilder()
        .setDeviceId(row.cells().get(deviceId))
        .setEventTime(row.time())
        .setReadings(numbers)
        .setTags(texts)
        .build();
  }

  private static void other(
      Map<String, Double> numbers, Map<String, String> texts, String name, String cell) {
    if (Cells.absent(cell)) {
      return;
    }
    Double number = Cells.parsed(cell);
    if (number == null) {
      tag(texts, name, cell);
    } else {
      numbers.put(name, number);
    }
  }

  private static void tag(Map<String, String> texts, String name, String cell) {
    if (!cell.isBlank()) {
      texts.put(name, cell);
    }
  }

  private static boolean isFrame(String column) {
    return List.of(TableHeader.TIMESTAMP, TableHeader.KEY, TableHeader.LABEL).contains(column);
  }
}
