package io.tidemark.console.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** How far Kafka was read. */
final class PositionTable {
  private PositionTable() {}

  static void move(Connection connection, List<Position> positions) throws SQLException {
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

  static List<Position> all(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement("SELECT topic, part, next_offset FROM kafka_position");
        ResultSet rows = select.executeQuery()) {
      List<Position> positions = new ArrayList<>();
      while (rows.next()) {
        positions.add(new Position(rows.getString(1), rows.getInt(2), rows.getLong(3)));
      }
      return positions;
    }
  }
}
