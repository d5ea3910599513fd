package io.tidemark.console.store;

import io.tidemark.console.incident.Incident;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.Verdict;
import io.tidemark.schemas.wire.EventEncoder;
import io.tidemark.schemas.wire.WireFormat;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Incidents and their messages. For one writing thread. */
final class IncidentTable {
  /** Messages of an incident that are kept, the newest ones. */
  static final int MOST_MESSAGES = 1000;

  private static final String MESSAGE =
      "MERGE INTO message (alert_id, sequence, payload) VALUES (?, ?, ?)";
  private static final String UPDATE =
      "UPDATE incident SET sequence = ?, state = ?, severity = ?, updated_at = ?, score = ?,"
          + " peak_score = ?, threshold = ?, p_value = ?, reason = COALESCE(?, reason),"
          + " received_at = ? WHERE alert_id = ? AND sequence < ?";
  private static final String INSERT =
      "INSERT INTO incident (sequence, state, severity, updated_at, score, peak_score, threshold,"
          + " p_value, reason, received_at, alert_id, detector, entity, opened_at, situation)"
          + " SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
          + " WHERE NOT EXISTS (SELECT 1 FROM incident WHERE alert_id = ?)";

  private static final String TRIM = "DELETE FROM message WHERE alert_id = ? AND sequence <= ?";

  private final EventEncoder<AnomalyAlert> encoder = WireFormat.AVRO.encoder(AnomalyAlert.class);
  private final KeptSituations situations;

  IncidentTable(KeptSituations situations) {
    this.situations = situations;
  }

  /** Keeps messages that may have come before, in any order. */
  void merge(Connection connection, List<AnomalyAlert> alerts, Instant now) throws SQLException {
    Map<String, AnomalyAlert> newest = new LinkedHashMap<>();
    Map<String, String> reasons = new LinkedHashMap<>();
    try (PreparedStatement message = connection.prepareStatement(MESSAGE)) {
      for (AnomalyAlert alert : alerts) {
        message.setString(1, alert.getAlertId());
        message.setInt(2, alert.getSequence());
        message.setBytes(3, encoder.encode(alert));
        message.addBatch();
        newest.merge(
            alert.getAlertId(), alert, (a, b) -> a.getSequence() > b.getSequence() ? a : b);
      }
      message.executeBatch();
    }
    for (AnomalyAlert alert : newest.values()) {
      if (!Incident.ends(alert.getState()) || !alert.getFeatures().isEmpty()) {
        // Messages explain the worst so far; only an end may have nothing to explain.
        reasons.put(alert.getAlertId(), Incident.of(alert).reason());
      }
    }
    trim(connection, newest.values());
    try (PreparedStatement update = connection.prepareStatement(UPDATE);
        PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (AnomalyAlert alert : newest.values()) {
        Incident incident = Incident.of(alert).in(situations.of(alert));
        merge(update, insert, incident, reasons.get(alert.getAlertId()), now);
      }
    }
  }

  private static void trim(Connection connection, Collection<AnomalyAlert> newest)
      throws SQLException {
    try (PreparedStatement trim = connection.prepareStatement(TRIM)) {
      for (AnomalyAlert alert : newest) {
        if (alert.getSequence() >= MOST_MESSAGES) {
          trim.setString(1, alert.getAlertId());
          trim.setInt(2, alert.getSequence() - MOST_MESSAGES);
          trim.addBatch();
        }
      }
      trim.executeBatch();
    }
  }

  private static void merge(
      PreparedStatement update,
      PreparedStatement insert,
      Incident incident,
      @Nullable String reason,
      Instant now)
      throws SQLException {
    int next = bind(update, incident, reason, now);
    update.setInt(next, incident.sequence());
    if (update.executeUpdate() > 0) {
      return;
    }
    next = bind(insert, incident, reason == null ? incident.reason() : reason, now);
    insert.setString(next++, incident.detector());
    insert.setString(next++, incident.key());
    insert.setLong(next++, Times.micros(incident.openedAt()));
    insert.setString(next++, incident.situation());
    insert.setString(next, incident.alertId());
    insert.executeUpdate();
  }

  private static int bind(
      PreparedStatement statement, Incident incident, @Nullable String reason, Instant now)
      throws SQLException {
    int next = 1;
    statement.setInt(next++, incident.sequence());
    statement.setInt(next++, incident.state().ordinal());
    statement.setInt(next++, incident.severity().ordinal());
    statement.setLong(next++, Times.micros(incident.updatedAt()));
    statement.setDouble(next++, incident.score());
    statement.setDouble(next++, incident.peakScore());
    statement.setDouble(next++, incident.threshold());
    statement.setDouble(next++, incident.pValue());
    statement.setString(next++, reason);
    statement.setLong(next++, Times.micros(now));
    statement.setString(next++, incident.alertId());
    return next;
  }

  /** The incident of a row that has all columns. */
  static Incident incident(ResultSet row) throws SQLException {
    int verdict = row.getInt("verdict");
    return new Incident(
        row.getString("alert_id"),
        row.getInt("sequence"),
        AlertState.values()[row.getInt("state")],
        row.getString("detector"),
        row.getString("entity"),
        Severity.values()[row.getInt("severity")],
        Times.instant(row.getLong("opened_at")),
        Times.instant(row.getLong("updated_at")),
        row.getDouble("score"),
        row.getDouble("peak_score"),
        row.getDouble("threshold"),
        row.getDouble("p_value"),
        row.getString("reason"),
        row.getObject("verdict") == null ? null : Verdict.values()[verdict],
        ActionTable.standing(row),
        row.getString("situation"));
  }
}
