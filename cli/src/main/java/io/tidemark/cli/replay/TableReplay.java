package io.tidemark.cli.replay;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.export.table.TableEvents;
import io.tidemark.export.table.TableReader;
import io.tidemark.export.table.TableRow;
import java.io.IOException;
import java.nio.file.Path;

/** Replays a table as the events of a detector. */
public final class TableReplay implements AutoCloseable {
  private final TableReader reader;
  private final TableEvents events;
  private final String topic;

  /**
   * Opens a table.
   *
   * @throws io.tidemark.detector.definition.DefinitionException when it cannot be read or lacks a
   *     column
   */
  public TableReplay(DetectorDefinition definition, Path file) {
    reader = TableReader.open(file, definition.window().lateness());
    topic = definition.events().topic();
    try {
      events = TableEvents.of(definition, reader.header());
    } catch (RuntimeException unusable) {
      reader.close();
      throw unusable;
    }
  }

  /**
   * Sends every row, at the given speed.
   *
   * @throws io.tidemark.detector.definition.DefinitionException at the first row that cannot be
   *     used
   * @throws IOException when Kafka does not take an event
   */
  public void run(Speed speed, EventPublisher publisher, ReplayProgress progress)
      throws IOException {
    Pace pace = new Pace(speed);
    for (TableRow row = reader.next();
        row != null && !Thread.currentThread().isInterrupted();
        row = reader.next()) {
      pace.await(row.time());
      publisher.send(topic, row.key(), events.event(row));
      progress.at(reader.progress(), row.time(), publisher.sent());
    }
    publisher.flush();
  }

  @Override
  public void close() {
    reader.close();
  }
}
