package io.tidemark.cli.replay;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.export.table.TableEvents;
import io.tidemark.export.table.TableReader;
import io.tidemark.export.table.TableRow;
import io.tidemark.export.table.TimeOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Replays a table as the events of a detector, in the order of time. A table that is in another
 * order, such as key by key, is held in memory.
 */
public final class TableReplay implements AutoCloseable {
  private final boolean inOrder;
  private final TableReader reader;
  private final TableEvents events;
  private final String topic;

  /**
   * Opens a table and reads it once, to see its order.
   *
   * @throws io.tidemark.detector.definition.DefinitionException when it cannot be read or lacks a
   *     column
   */
  public TableReplay(DetectorDefinition definition, Path file) {
    inOrder = isInOrder(definition, file);
    reader = TableReader.open(file);
    topic = definition.events().topics().only();
    try {
      events = TableEvents.of(definition, reader.header());
    } catch (RuntimeException unusable) {
      reader.close();
      throw unusable;
    }
  }

  /** Whether no row is behind one before it by more than a detector waits for it. */
  private static boolean isInOrder(DetectorDefinition definition, Path file) {
    Instant newest = Instant.MIN;
    try (TableReader rows = TableReader.open(file)) {
      for (TableRow row = rows.next(); row != null; row = rows.next()) {
        if (row.time().plus(definition.window().lateness()).isBefore(newest)) {
          return false;
        }
        newest = row.time().isAfter(newest) ? row.time() : newest;
      }
    }
    return true;
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
    if (inOrder) {
      for (TableRow row = reader.next(); row != null && goesOn(); row = reader.next()) {
        send(row, pace, publisher);
        progress.at(reader.progress(), row.time(), publisher.sent());
      }
    } else {
      List<TableRow> rows = sorted();
      for (int i = 0; i < rows.size() && goesOn(); i++) {
        send(rows.get(i), pace, publisher);
        progress.at((i + 1.0) / rows.size(), rows.get(i).time(), publisher.sent());
      }
    }
    publisher.flush();
  }

  private static boolean goesOn() {
    return !Thread.currentThread().isInterrupted();
  }

  private void send(TableRow row, Pace pace, EventPublisher publisher) throws IOException {
    pace.await(row.time());
    publisher.send(topic, row.key(), events.event(row));
  }

  private List<TableRow> sorted() {
    TimeOrder<TableRow> order = new TimeOrder<>();
    for (TableRow row = reader.next(); row != null; row = reader.next()) {
      order.add(row.key(), row.time(), row);
    }
    return order.sorted();
  }

  @Override
  public void close() {
    reader.close();
  }
}
