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
          + " SELECT ?, ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM incident WHERE alert_id = ?)";

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

  /** Points of an incident that is removed already would stay for ever, so they are left out. */
  static void merge(Connection connection, List<ScorePoint> points) throws SQLException {
    try (PreparedStatement merge = connection.prepareStatement(POINT)) {
      for (ScorePoint point : points) {
        int next = bind(merge, point.reading());
        merge.setString(next++, point.alertId());
        merge.setString(next, point.alertId());
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

  /** Keys whose newest score came before a time, in microseconds. */
  static List<KeyName> before(Connection connection, long time) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT detector, entity FROM reading WHERE received_at < ?")) {
      select.setLong(1, time);
      List<KeyName> keys = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          keys.add(new KeyName(rows.getString(1), rows.getString(2)));
        }
      }
      return keys;
    }
  }

  static void delete(Connection connection, List<KeyName> keys) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM reading WHERE detector = ? AND entity = ?")) {
      for (KeyName key : keys) {
        delete.setString(1, key.detector());
        delete.setString(2, key.key());
        delete.addBatch();
      }
      delete.executeBatch();
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
