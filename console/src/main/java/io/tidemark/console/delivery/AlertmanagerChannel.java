package io.tidemark.console.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.console.incident.Sentence;
import io.tidemark.console.situation.SituationNews;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.IncidentActionKind;
import io.tidemark.schemas.PrintableText;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * Alertmanager's API, version 2. Labels make the alert's identity there, so what may change while
 * an incident lasts, such as its severity, is an annotation.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/alerts_api/">Alertmanager's alerts
 *     API</a>
 */
final class AlertmanagerChannel implements Channel {
  /** Alertmanager ends an alert that is not told again; the incident's own end comes by message. */
  private static final Duration FIRES_FOR = Duration.ofDays(7);

  private final ObjectMapper mapper = new ObjectMapper();
  private final HttpPost post;
  private final Links links;
  private final Clock clock;

  /**
   * @param url of Alertmanager, without {@code /api/v2/alerts}
   */
  AlertmanagerChannel(URI url, Links links, Clock clock) {
    this.links = links;
    this.post = new HttpPost(URI.create(url.toString().replaceFirst("/+$", "") + "/api/v2/alerts"));
    this.clock = clock;
  }

  @Override
  public void send(Notice notice) throws DeliveryException, InterruptedException {
    ArrayNode alerts = mapper.createArrayNode();
    Instant now = clock.instant();
    for (PendingMessage message : notice.messages()) {
      alerts.add(entry(message, message.ends() ? now : now.plus(FIRES_FOR)));
    }
    post(alerts);
  }

  /** A closed incident stops firing; Alertmanager knows of no other action. */
  @Override
  public void send(ActionNotice notice) throws DeliveryException, InterruptedException {
    IncidentAction action = notice.action();
    if (action.getAction() != IncidentActionKind.CLOSE) {
      return;
    }
    String now = clock.instant().toString();
    ArrayNode alerts = mapper.createArrayNode();
    ObjectNode entry = alerts.addObject();
    entry.put("startsAt", now).put("endsAt", now);
    label(entry, action.getDetector(), action.getKey(), action.getAlertId());
    entry.putObject("annotations").put("summary", notice.sentence());
    post(alerts);
  }

  private void post(ArrayNode alerts) throws DeliveryException, InterruptedException {
    try {
      post.send(mapper.writeValueAsBytes(alerts), Map.of());
    } catch (JsonProcessingException impossible) {
      throw DeliveryException.permanent("the notice cannot be written: " + impossible);
    }
  }

  private static void label(ObjectNode entry, String detector, String key, String alertId) {
    entry
        .putObject("labels")
        .put("alertname", "TidemarkIncident")
        .put("detector", PrintableText.of(detector))
        .put("key", PrintableText.of(key))
        .put("alert_id", PlainId.of(alertId));
  }

  /** Alertmanager groups alerts by itself. */
  @Override
  public boolean takesEachIncident() {
    return true;
  }

  private ObjectNode entry(PendingMessage message, Instant endsAt) {
    AnomalyAlert alert = message.alert();
    ObjectNode entry = mapper.createObjectNode();
    // Event time may lie before the wall clock, or after it: a start behind the end is refused.
    Instant start = alert.getOpenedAt().isBefore(endsAt) ? alert.getOpenedAt() : endsAt;
    entry.put("startsAt", start.toString());
    entry.put("endsAt", endsAt.toString());
    String page = links.incident(alert);
    if (page != null) {
      entry.put("generatorURL", page);
    }
    label(entry, alert.getDetector(), alert.getKey(), alert.getAlertId());
    ObjectNode annotations = entry.putObject("annotations");
    annotations
        .put("summary", message.sentence())
        .put("description", Sentence.finding(alert))
        .put("severity", alert.getSeverity().name().toLowerCase(Locale.ROOT))
        .put("score", String.valueOf(alert.getScore()))
        .put("peak_score", String.valueOf(alert.getPeakScore()))
        .put("threshold", String.valueOf(alert.getThreshold()));
    String runbook = Links.runbook(alert);
    if (runbook != null) {
      annotations.put("runbook_url", runbook);
    }
    SituationNews situation = message.situation();
    if (situation != null) {
      annotations
          .put("situation", situation.sentence())
          .put("situation_id", PlainId.of(situation.id()));
    }
    alert.getTags().forEach((name, value) -> tag(annotations, name, value));
    return entry;
  }

  /** A tag may change while an incident lasts, and a label may not: so it is an annotation. */
  private static void tag(ObjectNode annotations, String name, String value) {
    annotations.put("tag_" + name.replaceAll("[^a-zA-Z0-9_]", "_"), PrintableText.of(value));
  }
}
