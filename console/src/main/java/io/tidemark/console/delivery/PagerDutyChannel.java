package io.tidemark.console.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.console.situation.SituationNews;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.Severity;
import java.net.URI;
import java.util.Map;

/**
 * PagerDuty's Events API, version 2: one event for each incident or situation, triggered,
 * acknowledged and resolved under the same {@code dedup_key}, so that a repetition changes nothing.
 *
 * @see <a href="https://developer.pagerduty.com/docs/events-api-v2/trigger-events/">Sending an
 *     event</a>
 */
final class PagerDutyChannel implements Channel {
  static final URI SERVICE = URI.create("https://events.pagerduty.com/v2/enqueue");

  /** PagerDuty refuses summaries that are longer. */
  private static final int LONGEST = 1_024;

  private static final int LONGEST_NAME = 255;

  private final ObjectMapper mapper = new ObjectMapper();
  private final HttpPost post;
  private final String routingKey;
  private final Links links;

  PagerDutyChannel(URI url, String routingKey, Links links) {
    this.post = new HttpPost(url);
    this.routingKey = routingKey;
    this.links = links;
  }

  @Override
  public void send(Notice notice) throws DeliveryException, InterruptedException {
    for (PendingMessage message : notice.incidents()) {
      try {
        post.send(mapper.writeValueAsBytes(event(message)), Map.of());
      } catch (JsonProcessingException impossible) {
        throw DeliveryException.permanent("the notice cannot be written: " + impossible);
      }
    }
  }

  /** PagerDuty passes over an action on what it does not know. */
  @Override
  public void send(ActionNotice notice) throws DeliveryException, InterruptedException {
    String action =
        switch (notice.action().getAction()) {
          case ACKNOWLEDGE -> "acknowledge";
          case CLOSE -> "resolve";
          case ASSIGN, COMMENT, REOPEN -> null;
        };
    if (action == null || notice.subject() == null) {
      return;
    }
    try {
      ObjectNode event = event(action, notice.subject());
      post.send(mapper.writeValueAsBytes(event), Map.of());
    } catch (JsonProcessingException impossible) {
      throw DeliveryException.permanent("the action cannot be written: " + impossible);
    }
  }

  private ObjectNode event(String action, String id) {
    ObjectNode event = mapper.createObjectNode();
    event.put("routing_key", routingKey);
    event.put("event_action", action);
    event.put("dedup_key", PlainId.of(id));
    return event;
  }

  private ObjectNode event(PendingMessage message) {
    AnomalyAlert alert = message.alert();
    ObjectNode event = event(message.ends() ? "resolve" : "trigger", message.id());
    ObjectNode payload = event.putObject("payload");
    payload.put("summary", PrintableText.of(message.sentence(), LONGEST));
    payload.put("source", PrintableText.of(alert.getKey(), LONGEST_NAME));
    payload.put("severity", severity(message.severity()));
    payload.put("timestamp", alert.getUpdatedAt().toString());
    payload.put("component", PrintableText.of(alert.getDetector(), LONGEST_NAME));
    payload.put("class", alert.getKind().name());
    ObjectNode details = payload.putObject("custom_details");
    details.put("severity", message.severity().name());
    details.put("state", alert.getState().name());
    details.put("openedAt", alert.getOpenedAt().toString());
    SituationNews summary = message.summary();
    if (summary != null) {
      details.put("situation", summary.text());
    }
    alert
        .getTags()
        .forEach((name, value) -> details.put(PrintableText.of(name), PrintableText.of(value)));
    event.put("client", "Tidemark");
    String page = links.incident(alert);
    if (page != null) {
      event.put("client_url", page);
    }
    ArrayNode addresses = event.putArray("links");
    links
        .of(alert)
        .forEach((name, address) -> addresses.addObject().put("href", address).put("text", name));
    return event;
  }

  private static String severity(Severity severity) {
    return switch (severity) {
      case CRITICAL -> "critical";
      case HIGH -> "error";
      case MEDIUM -> "warning";
      case LOW -> "info";
    };
  }
}
