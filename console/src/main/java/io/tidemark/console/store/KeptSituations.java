package io.tidemark.console.store;

import io.tidemark.console.situation.SituationRules;
import io.tidemark.console.situation.Situations;
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
import org.jspecify.annotations.Nullable;

/** The situations of the incidents that are kept. For one writing thread. */
final class KeptSituations {
  /** Incidents that are read when it starts: those that opened last. */
  private static final int MOST = 5_000;

  private static final String NEWEST =
      "SELECT alert_id, sequence, situation FROM incident WHERE situation IS NOT NULL"
          + " ORDER BY opened_at DESC, alert_id FETCH FIRST "
          + MOST
          + " ROWS ONLY";

  private static final EventDecoder<AnomalyAlert> DECODER =
      WireFormat.AVRO.decoder(AnomalyAlert.class);

  /** Null where each incident is one by itself. */
  private final @Nullable Situations situations;

  private long order;

  private KeptSituations(@Nullable SituationRules rules) {
    situations = rules == null ? null : new Situations(rules);
  }

  private record Kept(String alertId, int sequence, String situation) {}

  /**
   * Reads them.
   *
   * @param rules for incidents to come; null where they have no situations
   */
  static KeptSituations read(Connection connection, @Nullable SituationRules rules)
      throws SQLException {
    KeptSituations kept = new KeptSituations(rules);
    if (kept.situations == null) {
      return kept;
    }
    List<Kept> newest = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(NEWEST);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        newest.add(new Kept(rows.getString(1), rows.getInt(2), rows.getString(3)));
      }
    }
    Collections.reverse(newest);
    for (Kept incident : newest) {
      restore(connection, incident, kept.situations);
    }
    return kept;
  }

  /** One by one: the database holds a whole result in memory. */
  private static void restore(Connection connection, Kept incident, Situations situations)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT payload FROM message WHERE alert_id = ? AND sequence = ?")) {
      select.setString(1, incident.alertId());
      select.setInt(2, incident.sequence());
      try (ResultSet row = select.executeQuery()) {
        if (row.next()) {
          situations.restore(DECODER.decode(row.getBytes(1)), incident.situation());
        }
      }
    } catch (WireException unreadable) {
      throw new StoreException("a kept message cannot be read", unreadable);
    }
  }

  /** Id of the situation of a message's incident. */
  String of(AnomalyAlert alert) {
    return situations == null ? alert.getAlertId() : situations.add(alert, order++).id();
  }
}
