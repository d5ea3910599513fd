package io.tidemark.export.table;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.EventSelection;
import io.tidemark.detector.definition.EventType;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/**
 * Makes events of a definition's type from the rows of a table. The key column is the event's
 * identity ({@code deviceId}, {@code observer}); every other field is filled from the column of the
 * same name, or from the one that {@code events.columns} names for it. An empty cell, and NaN in a
 * numeric one, is an absent value.
 */
public abstract sealed class TableEvents permits SensorTable, NetworkTable {

  TableEvents() {}

  /**
   * What turns rows with this header into events of the definition.
   *
   * @throws DefinitionException when the definition reads a field that has no column, or has no
   *     event type
   */
  public static TableEvents of(DetectorDefinition definition, TableHeader header) {
    if (definition.events().type() == null) {
      throw new DefinitionException(
          "detector %s: events.type: is missing; rows of a table become events of a type only"
              .formatted(definition.name()));
    }
    return definition.events().type() == EventType.SENSOR_EVENT
        ? new SensorTable(definition, header)
        : new NetworkTable(definition, header);
  }

  /**
   * The row as an event.
   *
   * @throws DefinitionException when a cell does not fit its field
   */
  public abstract SpecificRecord event(TableRow row);

  /** Paths of all event fields that the definition reads: key, features and their filters. */
  static Set<String> paths(DetectorDefinition definition) {
    Set<String> paths = new LinkedHashSet<>();
    paths.addAll(definition.events().key().from());
    paths.addAll(definition.events().where().keySet());
    definition
        .features()
        .forEach(
            feature -> {
              paths.addAll(feature.input().from());
              paths.addAll(feature.input().where().keySet());
            });
    return paths;
  }

  /**
   * Position of the column for an event field: the one mapped, else the one of the same name, else
   * the key column where the field is the detector's key; -1 where there is none.
   */
  static int column(EventSelection events, TableHeader header, String path, String name) {
    String mapped = events.columns().get(path);
    if (mapped != null) {
      int position = header.position(mapped);
      if (position < 0) {
        throw missing(header, mapped, path);
      }
      return position;
    }
    int position = header.position(name);
    return position < 0 && events.key().from().contains(path)
        ? header.position(TableHeader.KEY)
        : position;
  }

  static DefinitionException missing(TableHeader header, String column, String path) {
    return new DefinitionException(
        "%s: line 1: column %s is missing, which the detector reads as %s; found %s"
            .formatted(header.file(), column, path, String.join(",", header.columns())));
  }
}
