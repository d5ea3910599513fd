package io.tidemark.export.table;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.ObservationExtractor;
import io.tidemark.detector.tick.SourcePosition;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A table as one detector sees it: its rows as events, its events as observations, by the extractor
 * that the job uses. Of a detector without event type, a row has the features themselves. The
 * source of an observation is partition 0 and the row's number as offset.
 */
public final class DetectorTable implements ObservedTable, AutoCloseable {
  private final TableReader reader;
  private final Rows rows;

  /** Makes observations of rows; null where a row says nothing to the detector. */
  private interface Rows {
    @Nullable Observation observation(TableRow row) throws InvalidEventException;
  }

  private DetectorTable(DetectorDefinition definition, TableReader reader) {
    this.reader = reader;
    rows =
        definition.events().type() == null
            ? new FeatureTable(definition, reader.header())::observation
            : typed(definition, reader.header());
  }

  private static Rows typed(DetectorDefinition definition, TableHeader header) {
    TableEvents events = TableEvents.of(definition, header);
    ObservationExtractor extractor = new ObservationExtractor(definition);
    return row -> extractor.extract(events.event(row), new SourcePosition(0, row.number()));
  }

  /**
   * Opens a table for a detector.
   *
   * @throws DefinitionException when it cannot be read or lacks a column that the detector reads
   */
  public static DetectorTable open(DetectorDefinition definition, Path file) {
    TableReader reader = TableReader.open(file);
    try {
      return new DetectorTable(definition, reader);
    } catch (RuntimeException unusable) {
      reader.close();
      throw unusable;
    }
  }

  @Override
  public TableHeader header() {
    return reader.header();
  }

  /** Share of the file that is read, 0 to 1. */
  @Override
  public double progress() {
    return reader.progress();
  }

  /** Hands on what is left of the table. */
  @Override
  public void forEach(BiConsumer<TableRow, Observation> consumer) {
    for (TableRow row = reader.next(); row != null; row = reader.next()) {
      Observation observation = observation(row);
      if (observation != null) {
        consumer.accept(row, observation);
      }
    }
  }

  private @Nullable Observation observation(TableRow row) {
    try {
      return rows.observation(row);
    } catch (InvalidEventException unusable) {
      throw new DefinitionException(
          "%s: line %d: %s".formatted(row.header().file(), row.line(), unusable.getMessage()));
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
