package io.tidemark.console.store;

import io.tidemark.console.fleet.KeyName;
import io.tidemark.console.fleet.Reading;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Newest scores by key, and the scores of incidents. */
final class ReadingTable {
  private static final String READING =
      "MERGE INTO reading (window_end, score, threshold, p_value, received_at, detector, entity)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?)";
  private static final String POINT =
      "MERGE INTO score (window_end, score, threshold, p_value, received_at, alert_id)"
          + " VALUES (?, ?, ?, ?, ?, ?)";

  private ReadingTable() {}

  static void merge(Connection connection, Map<KeyName, Reading> readings) throws SQLException {
    try (PreparedStatement merge = connection.prepareStatement(READING)) {
      for (Map.Entry<KeyName, Reading> entry : readings.entrySet()) {
        int next = bind(merge, entry.getValue());
        merge.setString(next++, entry.getKey().detector());
        merge.setString(next, entry.getKey().key());
        merge.addBatch();
      }
      merge.executeBatch();
    }
  }

  static void merge(Connection connection, List<ScorePoint> points) throws SQLException {
    try (PreparedStatement merge = connection.prepareStatement(POINT)) {
      for (ScorePoint point : points) {
        merge.setString(bind(merge, point.reading()), point.alertId());
        merge.addBatch();
      }
      merge.executeBatch();
    }
  }

  private static int bind(PreparedStatement statement, Reading reading) throws SQLException {
    int next = 1;
    statement.setLong(next++, Times.micros(reading.windowEnd()));
    statement.setDouble(next++, reading.score());
    statement.setDouble(next++, reading.threshold());
    statement.setDouble(next++, reading.pValue());
    statement.setLong(next++, Times.micros(reading.receivedAt()));
    return next;
  }

  static void forEach(Connection connection, BiConsumer<KeyName, Reading> consumer)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement("SELECT * FROM reading");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        consumer.accept(
            new KeyName(rows.getString("detector"), rows.getString("entity")), reading(rows));
      }
    }
  }

  /** Forgets keys without an incident whose newest score came before, in microseconds. */
  static void forget(Connection connection, long before) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM reading WHERE received_at < ?"
                + " AND (detector, entity) NOT IN (SELECT detector, entity FROM incident)")) {
      delete.setLong(1, before);
      delete.executeUpdate();
    }
  }

  static List<Reading> of(Connection connection, String alertId) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT * FROM score WHERE alert_id = ? ORDER BY window_end")) {
      select.setString(1, alertId);
      List<Reading> readings = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          readings.add(reading(rows));
        }
      }
      return readings;
    }
  }

  private static Reading reading(ResultSet row) throws SQLException {
    return new Reading(
        Times.instant(row.getLong("window_end")),
        row.getDouble("score"),
        row.getDouble("threshold"),
        row.getDouble("p_value"),
        Times.instant(row.getLong("received_at")));
  }
}
