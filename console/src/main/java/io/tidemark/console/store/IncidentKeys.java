package io.tidemark.console.store;

import io.tidemark.console.fleet.KeyName;
import io.tidemark.schemas.AlertState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Keys and detectors that have or had an incident. */
final class IncidentKeys {
  private IncidentKeys() {}

  /** The first detectors by name. */
  static List<String> detectors(Connection connection, int most) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT DISTINCT detector FROM incident ORDER BY detector FETCH FIRST "
                    + most
                    + " ROWS ONLY");
        ResultSet rows = select.executeQuery()) {
      List<String> names = new ArrayList<>();
      while (rows.next()) {
        names.add(rows.getString(1));
      }
      return names;
    }
  }

  /** Hands on every incident that lasts, in the order in which they opened. */
  static void eachOpen(Connection connection, BiConsumer<KeyName, String> consumer)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT detector, entity, alert_id FROM incident WHERE state < ?"
                + " ORDER BY opened_at")) {
      select.setInt(1, AlertState.RESOLVED.ordinal());
      ResultSet rows = select.executeQuery();
      while (rows.next()) {
        consumer.accept(new KeyName(rows.getString(1), rows.getString(2)), rows.getString(3));
      }
    }
  }

  /** Hands on every key. */
  static void each(Connection connection, Consumer<KeyName> consumer) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement("SELECT DISTINCT detector, entity FROM incident");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        consumer.accept(new KeyName(rows.getString(1), rows.getString(2)));
      }
    }
  }
}
