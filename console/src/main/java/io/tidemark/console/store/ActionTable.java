package io.tidemark.console.store;

import io.tidemark.console.action.Standing;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.IncidentActionKind;
import io.tidemark.schemas.PrintableText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What people did about incidents, and how these stand by it. For one writing thread. */
final class ActionTable {
  /** Actions of an incident that are kept, the newest ones. */
  static final int MOST = 200;

  /** Actions that wait for incidents that are not known. */
  static final int MOST_WAITING = 10_000;

  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_COMMENT = 2_000;

  private ActionTable() {}

  /** Keeps actions, of which some may have come before, and what messages mean for those kept. */
  static void merge(Connection connection, List<AnomalyAlert> alerts, List<IncidentAction> actions)
      throws SQLException {
    for (AnomalyAlert alert : alerts) {
      if (Standing.returns(alert)) {
        raise(connection, "returned_sequence", alert);
      }
      if (Standing.becomesCritical(alert)) {
        raise(connection, "critical_sequence", alert);
      }
    }
    Set<String> changed = new LinkedHashSet<>();
    for (IncidentAction action : actions) {
      insert(connection, action);
      changed.add(action.getAlertId());
    }
    if (anyWaits(connection)) {
      alerts.forEach(alert -> changed.add(alert.getAlertId()));
      for (String alertId : changed) {
        apply(connection, alertId);
      }
      forgetWaiting(connection);
    }
  }

  private static void raise(Connection connection, String column, AnomalyAlert alert)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE incident SET "
                + column
                + " = GREATEST("
                + column
                + ", ?) WHERE alert_id = ?")) {
      update.setInt(1, alert.getSequence());
      update.setString(2, alert.getAlertId());
      update.executeUpdate();
    }
  }

  private static void insert(Connection connection, IncidentAction action) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO incident_action (alert_id, id, waiting, sequence, action, assignee,"
                + " remark, author, acted_at) SELECT ?, ?, TRUE, ?, ?, ?, ?, ?, ? WHERE NOT EXISTS"
                + " (SELECT 1 FROM incident_action WHERE alert_id = ? AND id = ?)")) {
      String id = PrintableText.of(action.getId(), LONGEST_NAME);
      insert.setString(1, action.getAlertId());
      insert.setString(2, id);
      insert.setInt(3, action.getSequence());
      insert.setInt(4, action.getAction().ordinal());
      insert.setString(5, cut(action.getAssignee(), LONGEST_NAME));
      insert.setString(6, cut(action.getComment(), LONGEST_COMMENT));
      insert.setString(7, cut(action.getAuthor(), LONGEST_NAME));
      insert.setLong(8, Times.micros(action.getTime()));
      insert.setString(9, action.getAlertId());
      insert.setString(10, id);
      insert.executeUpdate();
    }
  }

  private static @Nullable String cut(@Nullable String text, int longest) {
    return text == null ? null : PrintableText.of(text, longest);
  }

  private static boolean anyWaits(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement("SELECT 1 FROM incident_action WHERE waiting LIMIT 1");
        ResultSet row = select.executeQuery()) {
      return row.next();
    }
  }

  /** Has the actions that wait decide how their incident stands, if it is known by now. */
  private static void apply(Connection connection, String alertId) throws SQLException {
    try (PreparedStatement incident =
            connection.prepareStatement("SELECT * FROM incident WHERE alert_id = ?");
        PreparedStatement waiting =
            connection.prepareStatement(
                "SELECT * FROM incident_action WHERE alert_id = ? AND waiting ORDER BY place")) {
      incident.setString(1, alertId);
      waiting.setString(1, alertId);
      try (ResultSet row = incident.executeQuery();
          ResultSet rows = waiting.executeQuery()) {
        if (!row.next()) {
          return;
        }
        Standing standing = written(row);
        while (rows.next()) {
          standing = standing.after(action(rows, row));
        }
        write(connection, alertId, standing);
      }
    }
    try (PreparedStatement done =
            connection.prepareStatement(
                "UPDATE incident_action SET waiting = FALSE WHERE alert_id = ? AND waiting");
        PreparedStatement trim =
            connection.prepareStatement(
                "DELETE FROM incident_action WHERE alert_id = ? AND place <= (SELECT place FROM"
                    + " incident_action WHERE alert_id = ? ORDER BY place DESC OFFSET "
                    + MOST
                    + " ROWS FETCH FIRST ROW ONLY)")) {
      done.setString(1, alertId);
      done.executeUpdate();
      trim.setString(1, alertId);
      trim.setString(2, alertId);
      trim.executeUpdate();
    }
  }

  private static void write(Connection connection, String alertId, Standing standing)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE incident SET status = ?, status_sequence = ?, status_by = ?, status_since = ?,"
                + " assignee = ? WHERE alert_id = ?")) {
      update.setInt(1, standing.status().ordinal());
      update.setInt(2, standing.sequence());
      update.setString(3, standing.by());
      Instant since = standing.since();
      if (since == null) {
        update.setNull(4, Types.BIGINT);
      } else {
        update.setLong(4, Times.micros(since));
      }
      update.setString(5, standing.assignee());
      update.setString(6, alertId);
      update.executeUpdate();
    }
  }

  private static void forgetWaiting(Connection connection) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM incident_action WHERE waiting AND place <= (SELECT place FROM"
                + " incident_action WHERE waiting ORDER BY place DESC OFFSET "
                + MOST_WAITING
                + " ROWS FETCH FIRST ROW ONLY)")) {
      delete.executeUpdate();
    }
  }

  /** How the incident of a row stands now. */
  static Standing standing(ResultSet incident) throws SQLException {
    return written(incident)
        .after(incident.getInt("returned_sequence"), incident.getInt("critical_sequence"));
  }

  private static Standing written(ResultSet incident) throws SQLException {
    Long since = incident.getObject("status_since", Long.class);
    return new Standing(
        Standing.Status.values()[incident.getInt("status")],
        incident.getInt("status_sequence"),
        incident.getString("status_by"),
        since == null ? null : Times.instant(since),
        incident.getString("assignee"));
  }

  /** The actions of an incident that are kept, the oldest first. */
  static List<IncidentAction> of(Connection connection, String alertId) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT a.*, i.detector, i.entity FROM incident_action a JOIN incident i"
                + " ON i.alert_id = a.alert_id WHERE a.alert_id = ? ORDER BY a.place DESC LIMIT "
                + MOST)) {
      select.setString(1, alertId);
      List<IncidentAction> actions = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          actions.add(action(rows, rows));
        }
      }
      Collections.reverse(actions);
      return actions;
    }
  }

  private static IncidentAction action(ResultSet row, ResultSet incident) throws SQLException {
    return new IncidentAction(
        row.getString("id"),
        row.getString("alert_id"),
        row.getInt("sequence"),
        incident.getString("detector"),
        incident.getString("entity"),
        IncidentActionKind.values()[row.getInt("action")],
        row.getString("assignee"),
        row.getString("remark"),
        row.getString("author"),
        Times.instant(row.getLong("acted_at")));
  }
}
