package io.tidemark.console.store;

import io.tidemark.console.fleet.KeyName;
import io.tidemark.console.fleet.Reading;
import io.tidemark.console.incident.Incident;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Verdict;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import io.tidemark.schemas.wire.WireFormat;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What came, kept on disk. How far Kafka was read is kept in the same transaction as what was read,
 * so that a restart, also after a crash, loses nothing and repeats nothing. One thread appends; any
 * may read.
 */
public final class History implements AutoCloseable {
  private static final int MOST_MESSAGES = 1000;

  /** Bytes of the messages of a story; the newest message always fits. */
  private static final int MOST_BYTES = 4 << 20;

  private final Database database;
  private final Clock clock;
  private final IncidentTable incidents = new IncidentTable();

  private final Set<String> detectors = new ConcurrentSkipListSet<>();

  private History(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
    eachKey(name -> detectors.add(name.detector()));
  }

  /**
   * Opens the history in a folder, which is created where there is none. Only its owner may read
   * it.
   *
   * @throws StoreException with one line, when it cannot be, or another process has it open
   */
  public static History open(Path folder, Clock clock) {
    return new History(Database.open(StoreFolder.create(folder)), clock);
  }

  /** Keeps all of a batch; a message that was there already changes nothing. */
  public void append(Batch batch) {
    database.write(
        connection -> {
          incidents.merge(connection, batch.alerts(), clock.instant());
          ReadingTable.merge(connection, batch.readings());
          ReadingTable.merge(connection, batch.points());
          move(connection, batch.positions());
        });
    batch.alerts().forEach(alert -> detectors.add(alert.getDetector()));
  }

  private static void move(Connection connection, List<Position> positions) throws SQLException {
    try (PreparedStatement merge =
        connection.prepareStatement(
            "MERGE INTO kafka_position (topic, part, next_offset) VALUES (?, ?, ?)")) {
      for (Position position : positions) {
        merge.setString(1, position.topic());
        merge.setInt(2, position.partition());
        merge.setLong(3, position.next());
        merge.addBatch();
      }
      merge.executeBatch();
    }
  }

  /** How far Kafka was read. */
  public List<Position> positions() {
    return database.read(
        connection -> {
          try (PreparedStatement select =
                  connection.prepareStatement(
                      "SELECT topic, part, next_offset FROM kafka_position");
              ResultSet rows = select.executeQuery()) {
            List<Position> positions = new ArrayList<>();
            while (rows.next()) {
              positions.add(new Position(rows.getString(1), rows.getInt(2), rows.getLong(3)));
            }
            return positions;
          }
        });
  }

  /** The incidents asked for, newest first. */
  public List<Incident> incidents(IncidentQuery query) {
    return database.read(connection -> IncidentSearch.find(connection, query));
  }

  /** Messages that are kept. */
  public long messages() {
    return database.read(
        connection -> {
          try (PreparedStatement select =
                  connection.prepareStatement("SELECT COUNT(*) FROM message");
              ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
          }
        });
  }

  /** The incidents in figures. */
  public Overview overview() {
    return database.read(connection -> IncidentSearch.overview(connection, List.copyOf(detectors)));
  }

  /** Hands on every incident that lasts, in the order in which they opened. */
  public void eachOpen(BiConsumer<KeyName, String> consumer) {
    database.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT detector, entity, alert_id FROM incident WHERE state < ?"
                      + " ORDER BY opened_at")) {
            select.setInt(1, AlertState.RESOLVED.ordinal());
            ResultSet rows = select.executeQuery();
            while (rows.next()) {
              consumer.accept(new KeyName(rows.getString(1), rows.getString(2)), rows.getString(3));
            }
            return Boolean.TRUE;
          }
        });
  }

  /** Hands on every key that has or had an incident. */
  public void eachKey(Consumer<KeyName> consumer) {
    database.read(
        connection -> {
          try (PreparedStatement select =
                  connection.prepareStatement("SELECT DISTINCT detector, entity FROM incident");
              ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
              consumer.accept(new KeyName(rows.getString(1), rows.getString(2)));
            }
            return Boolean.TRUE;
          }
        });
  }

  /** Hands on the newest score of every key. */
  public void eachReading(BiConsumer<KeyName, Reading> consumer) {
    database.read(
        connection -> {
          ReadingTable.forEach(connection, consumer);
          return Boolean.TRUE;
        });
  }

  /** All that is known of one incident; empty where there is none of that id. */
  public Optional<Story> story(String alertId) {
    return database.read(connection -> Optional.ofNullable(story(connection, alertId)));
  }

  private static @Nullable Story story(Connection connection, String alertId) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT * FROM incident WHERE alert_id = ?")) {
      select.setString(1, alertId);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? new Story(
                IncidentTable.incident(row),
                row.getString("remark"),
                messages(connection, alertId),
                ReadingTable.of(connection, alertId))
            : null;
      }
    }
  }

  private static List<AnomalyAlert> messages(Connection connection, String alertId)
      throws SQLException {
    EventDecoder<AnomalyAlert> decoder = WireFormat.AVRO.decoder(AnomalyAlert.class);
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT payload FROM message WHERE alert_id = ? AND sequence >= ?"
                + " ORDER BY sequence DESC LIMIT "
                + MOST_MESSAGES)) {
      select.setString(1, alertId);
      select.setInt(2, firstThatFits(connection, alertId));
      List<AnomalyAlert> messages = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          messages.add(decoder.decode(rows.getBytes(1)));
        }
      } catch (WireException unreadable) {
        throw new StoreException("a kept message cannot be read", unreadable);
      }
      Collections.reverse(messages);
      return messages;
    }
  }

  /**
   * The sequence of the oldest message that is returned. The database holds a whole result in
   * memory, so sizes are added up before payloads are read.
   */
  private static int firstThatFits(Connection connection, String alertId) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT sequence, OCTET_LENGTH(payload) FROM message WHERE alert_id = ?"
                + " ORDER BY sequence DESC LIMIT "
                + MOST_MESSAGES)) {
      select.setString(1, alertId);
      int first = Integer.MAX_VALUE;
      long bytes = 0;
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          bytes += rows.getLong(2);
          if (bytes > MOST_BYTES && first != Integer.MAX_VALUE) {
            break;
          }
          first = rows.getInt(1);
        }
      }
      return first;
    }
  }

  /** Keeps what a person said of an incident. */
  public void judge(String alertId, Verdict verdict, @Nullable String comment) {
    database.write(
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  "UPDATE incident SET verdict = ?, remark = ? WHERE alert_id = ?")) {
            update.setInt(1, verdict.ordinal());
            update.setString(2, comment);
            update.setString(3, alertId);
            update.executeUpdate();
          }
        });
  }

  /**
   * Forgets incidents that were last heard of longer ago than this, whether they ended or not, and
   * the scores of keys without an incident that are older.
   */
  public void forget(Duration age) {
    String old = "SELECT alert_id FROM incident WHERE received_at < ?";
    long before = Times.micros(clock.instant().minus(age));
    database.write(
        connection -> {
          for (String table : List.of("message", "score", "incident")) {
            try (PreparedStatement delete =
                connection.prepareStatement(
                    "DELETE FROM " + table + " WHERE alert_id IN (" + old + ")")) {
              delete.setLong(1, before);
              delete.executeUpdate();
            }
          }
          ReadingTable.forget(connection, before);
        });
  }

  @Override
  public void close() {
    database.close();
  }
}
