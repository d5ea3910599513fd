package io.tidemark.export.evaluation;

import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Incidents of anomalies, put together from the messages about them. */
public final class IncidentRecords {
  private final Map<String, IncidentRecord> incidents = new LinkedHashMap<>();

  /** Takes a message, those of an incident in their order; messages about sensors do not count. */
  public void add(AnomalyAlert alert) {
    if (alert.getKind() != AlertKind.ANOMALY) {
      return;
    }
    if (alert.getState() == AlertState.OPEN) {
      incidents.put(alert.getAlertId(), IncidentRecord.opened(alert));
    } else {
      incidents.computeIfPresent(alert.getAlertId(), (id, incident) -> incident.after(alert));
    }
  }

  /** All incidents, in the order of their first messages. */
  public Collection<IncidentRecord> all() {
    return Collections.unmodifiableCollection(incidents.values());
  }
}
