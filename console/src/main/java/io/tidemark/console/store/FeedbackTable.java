package io.tidemark.console.store;

import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.feedback.RaisedThresholds;
import io.tidemark.schemas.feedback.RaisedThresholds.Raised;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import io.tidemark.schemas.wire.WireFormat;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** The feedback that people gave here, which says how thresholds of keys are raised. */
final class FeedbackTable {
  private FeedbackTable() {}

  static void add(Connection connection, AlertFeedback feedback) throws SQLException {
    try (PreparedStatement merge =
        connection.prepareStatement("MERGE INTO feedback VALUES (?, ?, ?, ?, ?)")) {
      merge.setString(1, feedback.getDetector());
      merge.setString(2, feedback.getKey());
      merge.setLong(3, Times.micros(feedback.getTime()));
      merge.setString(4, feedback.getAlertId());
      merge.setBytes(5, WireFormat.AVRO.encoder(AlertFeedback.class).encode(feedback));
      merge.executeUpdate();
    }
    try (PreparedStatement trim =
        connection.prepareStatement(
            "DELETE FROM feedback WHERE detector = ? AND entity = ? AND given_at < (SELECT"
                + " MIN(given_at) FROM (SELECT given_at FROM feedback WHERE detector = ? AND"
                + " entity = ? ORDER BY given_at DESC FETCH FIRST "
                + RaisedThresholds.MOST_OF_KEY
                + " ROWS ONLY))")) {
      trim.setString(1, feedback.getDetector());
      trim.setString(2, feedback.getKey());
      trim.setString(3, feedback.getDetector());
      trim.setString(4, feedback.getKey());
      trim.executeUpdate();
    }
  }

  /** The thresholds of a key that its feedback has raised for windows that end then. */
  static List<Raised> raised(Connection connection, String detector, String key, Instant at)
      throws SQLException {
    RaisedThresholds thresholds = new RaisedThresholds();
    EventDecoder<AlertFeedback> decoder = WireFormat.AVRO.decoder(AlertFeedback.class);
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT payload FROM feedback WHERE detector = ? AND entity = ?")) {
      select.setString(1, detector);
      select.setString(2, key);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          thresholds.take(decoder.decode(rows.getBytes(1)));
        }
      }
    } catch (WireException unreadable) {
      throw new StoreException("kept feedback cannot be read", unreadable);
    }
    return thresholds.of(detector, key, at.toEpochMilli());
  }
}
