package io.tidemark.console.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.Severity;
import java.net.URI;
import java.util.Map;

/**
 * Opsgenie's Alert API: an alert for each incident or situation, created, acknowledged and closed
 * under the same alias, so that a repetition makes no other one. Creating it again changes no
 * priority, so a severity that rises is set.
 *
 * @see <a href="https://docs.opsgenie.com/docs/alert-api">Alert API</a>
 */
final class OpsgenieChannel implements Channel {
  static final URI SERVICE = URI.create("https://api.opsgenie.com");

  /** Opsgenie's limits. */
  private static final int LONGEST_MESSAGE = 130;

  private static final int LONGEST_DESCRIPTION = 15_000;
  private static final int LONGEST_ENTITY = 512;
  private static final String SOURCE = "Tidemark";

  private final ObjectMapper mapper = new ObjectMapper();
  private final HttpPost post;
  private final String alerts;
  private final Map<String, String> headers;
  private final Links links;

  /**
   * @param url of the service, without {@code /v2/alerts}
   */
  OpsgenieChannel(URI url, String apiKey, Links links) {
    this.alerts = url.toString().replaceFirst("/+$", "") + "/v2/alerts";
    this.post = new HttpPost(URI.create(alerts));
    this.headers = Map.of("Authorization", "GenieKey " + apiKey);
    this.links = links;
  }

  @Override
  public void send(Notice notice) throws DeliveryException, InterruptedException {
    for (PendingMessage message : notice.incidents()) {
      try {
        send(message);
      } catch (JsonProcessingException impossible) {
        throw DeliveryException.permanent("the notice cannot be written: " + impossible);
      }
    }
  }

  private void send(PendingMessage message)
      throws DeliveryException, InterruptedException, JsonProcessingException {
    String alias = PlainId.of(message.id());
    if (message.ends()) {
      ObjectNode end = mapper.createObjectNode();
      end.put("source", SOURCE);
      end.put("note", PrintableText.of(message.sentence(), LONGEST_DESCRIPTION));
      post.to(address(alias, "close")).send(mapper.writeValueAsBytes(end), headers);
      return;
    }
    post.send(mapper.writeValueAsBytes(created(message, alias)), headers);
    if (message.mayHaveRisen()) {
      ObjectNode priority = mapper.createObjectNode();
      priority.put("priority", priority(message.severity()));
      post.to(address(alias, "priority")).put(mapper.writeValueAsBytes(priority), headers);
    }
  }

  @Override
  public void send(ActionNotice notice) throws DeliveryException, InterruptedException {
    String action =
        switch (notice.action().getAction()) {
          case ACKNOWLEDGE -> "acknowledge";
          case CLOSE -> "close";
          case ASSIGN, COMMENT, REOPEN -> null;
        };
    if (action == null || notice.subject() == null) {
      return;
    }
    ObjectNode body = mapper.createObjectNode();
    body.put("source", SOURCE);
    body.put("note", PrintableText.of(notice.sentence(), LONGEST_DESCRIPTION));
    String alias = PlainId.of(notice.subject());
    try {
      post.to(address(alias, action)).send(mapper.writeValueAsBytes(body), headers);
    } catch (JsonProcessingException impossible) {
      throw DeliveryException.permanent("the action cannot be written: " + impossible);
    }
  }

  /** An alias is plain, but a percent sign in it stands for itself. */
  private URI address(String alias, String action) {
    String path = alias.replace("%", "%25");
    return URI.create(alerts + "/" + path + "/" + action + "?identifierType=alias");
  }

  private ObjectNode created(PendingMessage message, String alias) {
    AnomalyAlert alert = message.alert();
    ObjectNode created = mapper.createObjectNode();
    created.put("message", PrintableText.of(message.sentence(), LONGEST_MESSAGE));
    created.put("alias", alias);
    StringBuilder description = new StringBuilder(message.text());
    links
        .of(alert)
        .forEach((name, link) -> description.append('\n').append(name).append(": ").append(link));
    created.put(
        "description",
        description.substring(0, Math.min(description.length(), LONGEST_DESCRIPTION)));
    created.put("entity", PrintableText.of(alert.getKey(), LONGEST_ENTITY));
    created.put("source", SOURCE);
    created.put("priority", priority(message.severity()));
    ObjectNode details = created.putObject("details");
    details.put("detector", PrintableText.of(alert.getDetector()));
    details.put("kind", alert.getKind().name());
    alert
        .getTags()
        .forEach((name, value) -> details.put(PrintableText.of(name), PrintableText.of(value)));
    links.of(alert).forEach(details::put);
    return created;
  }

  private static String priority(Severity severity) {
    return switch (severity) {
      case CRITICAL -> "P1";
      case HIGH -> "P2";
      case MEDIUM -> "P3";
      case LOW -> "P4";
    };
  }
}
