package io.tidemark.console.store;

import io.tidemark.console.action.Standing;
import io.tidemark.console.fleet.KeyName;
import io.tidemark.console.incident.Incident;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.Severity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds incidents by what is asked for. */
final class IncidentSearch {
  /** Severity, then how far the score is above the threshold, then the newest. */
  private static final String WORST_FIRST =
      " ORDER BY severity DESC, peak_score / NULLIF(threshold, 0) DESC NULLS LAST, opened_at DESC,"
          + " alert_id";

  /** Lasts, and nobody has acknowledged or closed it. */
  private static final String NEEDS_ATTENTION =
      "(state < "
          + AlertState.RESOLVED.ordinal()
          + " AND (status = "
          + Standing.Status.NONE.ordinal()
          + " OR status_sequence < returned_sequence OR (status = "
          + Standing.Status.CLOSED.ordinal()
          + " AND status_sequence < critical_sequence)))";

  private final StringBuilder sql = new StringBuilder("SELECT * FROM incident WHERE 1 = 1");
  private final List<Object> values = new ArrayList<>();

  private IncidentSearch() {}

  static List<Incident> find(Connection connection, IncidentQuery query) throws SQLException {
    IncidentSearch search = new IncidentSearch();
    search.conditions(query);
    if (query.order() == IncidentQuery.Order.WORST) {
      return search.worst(connection, query);
    }
    if (query.onePerSituation()) {
      search.first(query.open());
    }
    if (query.before() != null) {
      search.after(query.onePerSituation() ? first(connection, query.before()) : query.before());
    }
    String order =
        query.situation() == null
            ? " ORDER BY opened_at DESC, alert_id LIMIT "
            : SituationSearch.MOST_TELLING_FIRST;
    search.sql.append(order).append(query.limit());
    return search.run(connection, search.sql.toString());
  }

  /** Of each situation the worst of the incidents asked for. */
  private List<Incident> worst(Connection connection, IncidentQuery query) throws SQLException {
    if (query.open() != null) {
      where("state < ?", AlertState.RESOLVED.ordinal());
    }
    String asked = sql.toString();
    String one =
        query.onePerSituation()
            ? "SELECT * FROM (SELECT i.*, ROW_NUMBER() OVER (PARTITION BY COALESCE(situation,"
                + " alert_id)"
                + WORST_FIRST
                + ") AS place FROM ("
                + asked
                + ") i) WHERE place = 1"
            : asked;
    return run(connection, one + WORST_FIRST + " LIMIT " + query.limit());
  }

  /**
   * Of each situation the first incident.
   *
   * @param open whether any incident of the situation lasts; null where that does not matter
   */
  private void first(@Nullable Boolean open) {
    // The first one may have been removed: then all that are left stand for themselves.
    where(
        "(situation = alert_id OR NOT EXISTS"
            + " (SELECT 1 FROM incident f WHERE f.alert_id = incident.situation))");
    if (open != null) {
      where(
          (open ? "" : "NOT ")
              + "(state < ? OR EXISTS (SELECT 1 FROM incident m"
              + " WHERE m.situation = incident.situation AND m.state < ?))",
          AlertState.RESOLVED.ordinal(),
          AlertState.RESOLVED.ordinal());
    }
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

  /** Incidents of one key that lasted at some time between two, newest first. */
  static List<Incident> ofKey(
      Connection connection, KeyName name, Instant from, Instant to, int limit)
      throws SQLException {
    IncidentSearch search = new IncidentSearch();
    search.where("detector = ?", name.detector());
    search.where("entity = ?", name.key());
    search.where("opened_at <= ?", Times.micros(to));
    search.where(
        "(state < ? OR updated_at >= ?)", AlertState.RESOLVED.ordinal(), Times.micros(from));
    search.sql.append(" ORDER BY opened_at DESC, alert_id LIMIT ").append(limit);
    return search.run(connection, search.sql.toString());
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
    if (query.open() != null && !query.onePerSituation()) {
      where("state " + (query.open() ? "<" : ">=") + " ?", AlertState.RESOLVED.ordinal());
    }
    if (query.verdict() != null) {
      where("verdict = ?", query.verdict().ordinal());
    }
    if (query.attention()) {
      where(NEEDS_ATTENTION);
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

  private List<Incident> run(Connection connection, String select) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(select)) {
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

  /** Incidents that opened between one bound and the next, by detector. */
  static Map<String, List<Long>> opened(Connection connection, List<Instant> bounds)
      throws SQLException {
    int spans = bounds.size() - 1;
    String counts = ", COUNT(CASE WHEN opened_at >= ? AND opened_at < ? THEN 1 END)".repeat(spans);
    Map<String, List<Long>> opened = new HashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT detector"
                + counts
                + " FROM incident WHERE opened_at >= ? AND opened_at < ? GROUP BY detector")) {
      int next = 1;
      for (int span = 0; span < spans; span++) {
        select.setLong(next++, Times.micros(bounds.get(span)));
        select.setLong(next++, Times.micros(bounds.get(span + 1)));
      }
      select.setLong(next++, Times.micros(bounds.get(0)));
      select.setLong(next, Times.micros(bounds.get(spans)));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          List<Long> figures = new ArrayList<>();
          for (int span = 0; span < spans; span++) {
            figures.add(rows.getLong(span + 2));
          }
          opened.put(rows.getString(1), figures);
        }
      }
    }
    return opened;
  }

  static Overview overview(Connection connection, List<String> detectors) throws SQLException {
    Map<Severity, Long> open = new EnumMap<>(Severity.class);
    long attention = 0;
    Map<String, Map<Severity, Long>> byDetector = new HashMap<>();
    Set<String> shown = Set.copyOf(detectors);
    try (PreparedStatement counts =
            connection.prepareStatement(
                "SELECT detector, severity, COUNT(*), COUNT(CASE WHEN "
                    + NEEDS_ATTENTION
                    + " THEN 1 END) FROM incident WHERE state < ? GROUP BY detector, severity");
        PreparedStatement all = connection.prepareStatement("SELECT COUNT(*) FROM incident")) {
      counts.setInt(1, AlertState.RESOLVED.ordinal());
      ResultSet rows = counts.executeQuery();
      while (rows.next()) {
        Severity severity = Severity.values()[rows.getInt(2)];
        long count = rows.getLong(3);
        open.merge(severity, count, Long::sum);
        attention += rows.getLong(4);
        String detector = rows.getString(1);
        if (shown.contains(detector)) {
          byDetector
              .computeIfAbsent(detector, name -> new EnumMap<>(Severity.class))
              .put(severity, count);
        }
      }
      rows = all.executeQuery();
      rows.next();
      return new Overview(open, attention, byDetector, rows.getLong(1), detectors);
    }
  }
}
