package io.tidemark.console.store;

import io.tidemark.console.detector.Crossings;
import io.tidemark.console.detector.DetectorDay;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** How often evidence rose to thresholds, by detector and day. */
final class CrossingTable {
  /** Days of a detector that are kept, the newest ones. */
  static final int MOST_DAYS = 7;

  private static final String ADD =
      "UPDATE crossing SET low = low + ?, normal = normal + ?, high = high + ?, own = own + ?,"
          + " threshold = LEAST(threshold, ?), first_end = LEAST(first_end, ?),"
          + " last_end = GREATEST(last_end, ?) WHERE detector = ? AND day_number = ?";
  private static final String INSERT =
      "INSERT INTO crossing (low, normal, high, own, threshold, first_end, last_end, detector,"
          + " day_number) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String TRIM =
      "DELETE FROM crossing WHERE detector = ? AND day_number <= (SELECT day_number FROM crossing"
          + " WHERE detector = ? ORDER BY day_number DESC OFFSET "
          + MOST_DAYS
          + " ROWS FETCH FIRST ROW ONLY)";

  private CrossingTable() {}

  /** Adds what was counted. */
  static void add(Connection connection, Map<DetectorDay, Crossings> days) throws SQLException {
    try (PreparedStatement add = connection.prepareStatement(ADD);
        PreparedStatement insert = connection.prepareStatement(INSERT);
        PreparedStatement trim = connection.prepareStatement(TRIM)) {
      for (Map.Entry<DetectorDay, Crossings> day : days.entrySet()) {
        bind(add, day.getKey(), day.getValue());
        if (add.executeUpdate() == 0) {
          bind(insert, day.getKey(), day.getValue());
          insert.executeUpdate();
          trim.setString(1, day.getKey().detector());
          trim.setString(2, day.getKey().detector());
          trim.executeUpdate();
        }
      }
    }
  }

  private static void bind(PreparedStatement statement, DetectorDay day, Crossings crossings)
      throws SQLException {
    int next = 1;
    statement.setLong(next++, crossings.low());
    statement.setLong(next++, crossings.normal());
    statement.setLong(next++, crossings.high());
    statement.setLong(next++, crossings.own());
    statement.setDouble(next++, crossings.threshold());
    statement.setLong(next++, Times.micros(crossings.from()));
    statement.setLong(next++, Times.micros(crossings.to()));
    statement.setString(next++, day.detector());
    statement.setLong(next, day.day());
  }

  /** What was counted for each detector on the days that are kept. */
  static Map<String, Crossings> all(Connection connection) throws SQLException {
    Map<String, Crossings> all = new HashMap<>();
    try (PreparedStatement select =
            connection.prepareStatement("SELECT * FROM crossing ORDER BY day_number");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        Crossings day =
            new Crossings(
                row.getLong("low"),
                row.getLong("normal"),
                row.getLong("high"),
                row.getLong("own"),
                row.getDouble("threshold"),
                Times.instant(row.getLong("first_end")),
                Times.instant(row.getLong("last_end")));
        all.merge(row.getString("detector"), day, Crossings::then);
      }
    }
    return all;
  }

  /** Removes detectors of which no window ended since a time, in microseconds. */
  static void forget(Connection connection, long before) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM crossing WHERE detector IN (SELECT detector FROM crossing"
                + " GROUP BY detector HAVING MAX(last_end) < ?)")) {
      delete.setLong(1, before);
      delete.executeUpdate();
    }
  }
}
