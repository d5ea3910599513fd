package io.tidemark.console.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * A workflow of Microsoft Teams that starts when a webhook request is received, with an Adaptive
 * Card.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using">Messages
 *     to Teams by webhook</a>
 */
final class TeamsChannel implements Channel {
  /** Teams takes 28 KB; a character may take three bytes. */
  private static final int LONGEST = 8_000;

  private final ObjectMapper mapper = new ObjectMapper();
  private final HttpPost post;
  private final Links links;

  /**
   * @param url of the workflow, which is a secret
   */
  TeamsChannel(URI url, Links links) {
    this.post = new HttpPost(url);
    this.links = links;
  }

  @Override
  public void send(Notice notice) throws DeliveryException, InterruptedException {
    ObjectNode message = mapper.createObjectNode();
    message.put("type", "message");
    ObjectNode attachment = message.putArray("attachments").addObject();
    attachment.put("contentType", "application/vnd.microsoft.card.adaptive");
    attachment.putNull("contentUrl");
    attachment.set("content", card(notice));
    try {
      post.send(mapper.writeValueAsBytes(message), Map.of());
    } catch (JsonProcessingException impossible) {
      throw DeliveryException.permanent("the notice cannot be written: " + impossible);
    }
  }

  private ObjectNode card(Notice notice) {
    List<PendingMessage> incidents = notice.incidents();
    ObjectNode card = mapper.createObjectNode();
    card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
    card.put("type", "AdaptiveCard");
    card.put("version", "1.4");
    ArrayNode body = card.putArray("body");
    boolean single = incidents.size() == 1;
    Lines.of(notice, message -> single ? text(message) : withLinks(message), LONGEST)
        .lines()
        .forEach(
            line -> body.addObject().put("type", "TextBlock").put("text", line).put("wrap", true));
    if (single) {
      ArrayNode actions = card.putArray("actions");
      links
          .of(incidents.get(0).alert())
          .forEach(
              (name, address) ->
                  actions
                      .addObject()
                      .put("type", "Action.OpenUrl")
                      .put("title", name)
                      .put("url", address));
    }
    return card;
  }

  /** A TextBlock takes some of Markdown. */
  private static String text(PendingMessage message) {
    return ChatText.withoutMarkdown(message.line());
  }

  private String withLinks(PendingMessage message) {
    StringBuilder line = new StringBuilder(text(message));
    links
        .of(message.alert())
        .forEach(
            (name, address) ->
                line.append(" [").append(name).append("](").append(address).append(")"));
    return line.toString();
  }
}
