package io.tidemark.console.store;

import io.tidemark.console.incident.Incident;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.Severity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds situations and their incidents. */
final class SituationSearch {
  /** Severity, then how far the score is above the threshold, then the earliest. */
  static final String MOST_TELLING_FIRST =
      " ORDER BY severity DESC, peak_score / NULLIF(threshold, 0) DESC, opened_at, alert_id LIMIT ";

  private SituationSearch() {}

  static Map<String, SituationFigures> figures(Connection connection, Collection<String> ids)
      throws SQLException {
    Map<String, SituationFigures> figures = new HashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT COUNT(*), COUNT(CASE WHEN state < ? THEN 1 END), MAX(severity)"
                + " FROM incident WHERE situation = ?")) {
      for (String id : ids) {
        select.setInt(1, AlertState.RESOLVED.ordinal());
        select.setString(2, id);
        try (ResultSet row = select.executeQuery()) {
          row.next();
          figures.put(
              id,
              new SituationFigures(row.getInt(1), row.getInt(2), Severity.values()[row.getInt(3)]));
        }
      }
    }
    return figures;
  }

  static List<Incident> members(Connection connection, String situation, int limit)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT * FROM incident WHERE situation = ?" + MOST_TELLING_FIRST + limit)) {
      select.setString(1, situation);
      List<Incident> members = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          members.add(IncidentTable.incident(rows));
        }
      }
      return members;
    }
  }
}
