package io.tidemark.console.store;

import io.tidemark.console.action.Standing;
import io.tidemark.console.incident.Incident;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.Severity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Finds incidents by what is asked for. */
final class IncidentSearch {
  private final StringBuilder sql = new StringBuilder("SELECT * FROM incident WHERE 1 = 1");
  private final List<Object> values = new ArrayList<>();

  private IncidentSearch() {}

  static List<Incident> find(Connection connection, IncidentQuery query) throws SQLException {
    IncidentSearch search = new IncidentSearch();
    search.conditions(query);
    if (query.before() != null) {
      search.after(query.onePerSituation() ? first(connection, query.before()) : query.before());
    }
    String order =
        query.situation() == null
            ? " ORDER BY opened_at DESC, alert_id LIMIT "
            : SituationSearch.MOST_TELLING_FIRST;
    search.sql.append(order).append(query.limit());
    return search.run(connection);
  }

  /** The incident that stands for another one's situation in a list. */
  private static String first(Connection connection, String alertId) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT f.alert_id FROM incident i JOIN incident f ON f.alert_id = i.situation"
                + " WHERE i.alert_id = ?")) {
      select.setString(1, alertId);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getString(1) : alertId;
      }
    }
  }

  private void after(String alertId) {
    String last = "(SELECT opened_at FROM incident WHERE alert_id = ?)";
    where("opened_at <= " + last, alertId);
    where("(opened_at < " + last + " OR alert_id > ?)", alertId, alertId);
  }

  private void conditions(IncidentQuery query) {
    if (query.situation() != null) {
      where("situation = ?", query.situation());
    }
    if (query.onePerSituation()) {
      // The first one may have been removed: then all that are left stand for themselves.
      where(
          "(situation = alert_id OR NOT EXISTS"
              + " (SELECT 1 FROM incident f WHERE f.alert_id = incident.situation))");
    }
    if (query.detector() != null) {
      where("detector = ?", query.detector());
    }
    if (query.key() != null) {
      String text = query.key().toLowerCase(Locale.ROOT).replaceAll("([!%_])", "!$1");
      where("LOWER(entity) LIKE ? ESCAPE '!'", "%" + text + "%");
    }
    if (query.severity() != null) {
      where("severity >= ?", query.severity().ordinal());
    }
    if (query.open() != null) {
      where("state " + (query.open() ? "<" : ">=") + " ?", AlertState.RESOLVED.ordinal());
    }
    if (query.verdict() != null) {
      where("verdict = ?", query.verdict().ordinal());
    }
    if (query.attention()) {
      where("state < ?", AlertState.RESOLVED.ordinal());
      where(
          "(status = ? OR status_sequence < returned_sequence"
              + " OR (status = ? AND status_sequence < critical_sequence))",
          Standing.Status.NONE.ordinal(),
          Standing.Status.CLOSED.ordinal());
    }
    if (query.from() != null) {
      where("opened_at >= ?", Times.micros(query.from()));
    }
    if (query.to() != null) {
      where("opened_at < ?", Times.micros(query.to()));
    }
  }

  private void where(String condition, Object... given) {
    sql.append(" AND ").append(condition);
    values.addAll(List.of(given));
  }

  private List<Incident> run(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, values.get(i));
      }
      List<Incident> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(IncidentTable.incident(rows));
        }
      }
      return found;
    }
  }

  static Overview overview(Connection connection, List<String> detectors) throws SQLException {
    Map<Severity, Long> open = new EnumMap<>(Severity.class);
    Map<String, Map<Severity, Long>> byDetector = new HashMap<>();
    Set<String> shown = Set.copyOf(detectors);
    try (PreparedStatement counts =
            connection.prepareStatement(
                "SELECT detector, severity, COUNT(*) FROM incident WHERE state < ?"
                    + " GROUP BY detector, severity");
        PreparedStatement all = connection.prepareStatement("SELECT COUNT(*) FROM incident")) {
      counts.setInt(1, AlertState.RESOLVED.ordinal());
      ResultSet rows = counts.executeQuery();
      while (rows.next()) {
        Severity severity = Severity.values()[rows.getInt(2)];
        long count = rows.getLong(3);
        open.merge(severity, count, Long::sum);
        String detector = rows.getString(1);
        if (shown.contains(detector)) {
          byDetector
              .computeIfAbsent(detector, name -> new EnumMap<>(Severity.class))
              .put(severity, count);
        }
      }
      rows = all.executeQuery();
      rows.next();
      return new Overview(open, byDetector, rows.getLong(1), detectors);
    }
  }
}
