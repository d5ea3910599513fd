package io.tidemark.console.store;

import io.tidemark.console.fleet.Reading;
import io.tidemark.console.incident.Incident;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.feedback.RaisedThresholds.Raised;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one incident.
 *
 * @param comment on the verdict
 * @param messages its alerts by sequence; of a very long incident the newest, in all a few
 *     megabytes
 * @param raised thresholds of its key that feedback given here has raised
 * @param scores around it, oldest first; empty where scores are not read
 * @param actions what people did about it, oldest first; of very many the newest
 */
public record IncidentDetails(
    Incident incident,
    @Nullable String comment,
    List<AnomalyAlert> messages,
    List<Raised> raised,
    List<Reading> scores,
    List<IncidentAction> actions) {}
