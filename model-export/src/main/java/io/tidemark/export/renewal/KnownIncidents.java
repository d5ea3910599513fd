package io.tidemark.export.renewal;

import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The incidents of one detector that concern the values of a key, as far as topics hold them. */
public final class KnownIncidents {
  /** Of the other kinds, events are missing or their times are wrong; their values are not. */
  private static final Set<AlertKind> ABOUT_VALUES =
      EnumSet.of(AlertKind.ANOMALY, AlertKind.FLAT_LINE);

  private final List<KnownIncident> all;
  private final Map<String, List<KnownIncident>> abnormal = new HashMap<>();

  KnownIncidents(Collection<KnownIncident> incidents) {
    all = List.copyOf(incidents);
    for (KnownIncident incident : all) {
      if (incident.abnormal()) {
        abnormal.computeIfAbsent(incident.key(), unseen -> new ArrayList<>()).add(incident);
      }
    }
  }

  /**
   * Puts messages and feedback together.
   *
   * @param detector others are passed over
   * @param alerts each incident's in their order
   * @param feedback in its order; the newest of an incident counts
   */
  public static KnownIncidents of(
      String detector, List<AnomalyAlert> alerts, List<AlertFeedback> feedback) {
    Map<String, Verdict> verdicts = new HashMap<>();
    for (AlertFeedback said : feedback) {
      verdicts.compute(
          said.getAlertId(), (id, before) -> said.getWithdrawn() ? null : said.getVerdict());
    }
    Map<String, KnownIncident> incidents = new LinkedHashMap<>();
    for (AnomalyAlert alert : alerts) {
      if (alert.getDetector().equals(detector)
          && ABOUT_VALUES.contains(alert.getKind())
          && !alert.getKey().equals(FleetDrift.ALL_KEYS)) {
        incidents.merge(
            alert.getAlertId(),
            incident(alert, verdicts),
            (before, now) ->
                new KnownIncident(
                    now.alertId(),
                    now.key(),
                    before.from(),
                    now.to(),
                    now.newNormal(),
                    now.feedback()));
      }
    }
    return new KnownIncidents(incidents.values());
  }

  private static KnownIncident incident(AnomalyAlert alert, Map<String, Verdict> verdicts) {
    AlertState state = alert.getState();
    boolean over = state == AlertState.RESOLVED || state == AlertState.NEW_NORMAL;
    return new KnownIncident(
        alert.getAlertId(),
        alert.getKey(),
        state == AlertState.OPEN ? alert.getWindowStart() : alert.getOpenedAt(),
        over ? alert.getUpdatedAt() : null,
        state == AlertState.NEW_NORMAL,
        verdicts.get(alert.getAlertId()));
  }

  /** All of them, in the order of their first messages. */
  public List<KnownIncident> all() {
    return all;
  }

  /** How many are left out of what is normal. */
  public long abnormal() {
    return all.stream().filter(KnownIncident::abnormal).count();
  }

  /** Whether a key was not normal in some part of a stretch of time, whose end is exclusive. */
  public boolean abnormal(String key, long fromMillis, long toMillis) {
    return abnormal.getOrDefault(key, List.of()).stream()
        .anyMatch(incident -> incident.touches(fromMillis, toMillis));
  }
}
