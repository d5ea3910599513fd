package io.tidemark.console.store;

import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import io.tidemark.schemas.wire.WireFormat;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Reads the messages of incidents. */
final class MessageTable {
  /** Bytes of the messages of an incident; the newest message always fits. */
  private static final int MOST_BYTES = 4 << 20;

  private MessageTable() {}

  /** Messages that are kept. */
  static long count(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement("SELECT COUNT(*) FROM message");
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Tags of an incident, as its newest message has them; empty where there is none of that id. */
  static Map<String, String> tags(Connection connection, String alertId) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT payload FROM message WHERE alert_id = ? ORDER BY sequence DESC LIMIT 1")) {
      select.setString(1, alertId);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? decoded(WireFormat.AVRO.decoder(AnomalyAlert.class), row.getBytes(1)).getTags()
            : Map.of();
      }
    }
  }

  /** The newest messages of an incident, as many as fit, the oldest first. */
  static List<AnomalyAlert> of(Connection connection, String alertId) throws SQLException {
    EventDecoder<AnomalyAlert> decoder = WireFormat.AVRO.decoder(AnomalyAlert.class);
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT payload FROM message WHERE alert_id = ? AND sequence >= ?"
                + " ORDER BY sequence DESC LIMIT "
                + IncidentTable.MOST_MESSAGES)) {
      select.setString(1, alertId);
      select.setInt(2, firstThatFits(connection, alertId));
      List<AnomalyAlert> messages = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          messages.add(decoded(decoder, rows.getBytes(1)));
        }
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
                + IncidentTable.MOST_MESSAGES)) {
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

  private static AnomalyAlert decoded(EventDecoder<AnomalyAlert> decoder, byte[] payload) {
    try {
      return decoder.decode(payload);
    } catch (WireException unreadable) {
      throw new StoreException("a kept message cannot be read", unreadable);
    }
  }
}
