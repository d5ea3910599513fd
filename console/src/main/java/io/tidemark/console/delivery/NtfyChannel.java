package io.tidemark.console.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.Severity;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A topic of ntfy, by JSON.
 *
 * @see <a href="https://docs.ntfy.sh/publish/#publish-as-json">Publishing as JSON</a>
 */
final class NtfyChannel implements Channel {
  /** ntfy takes 4,096 bytes; a character may take three. */
  private static final int LONGEST = 1_300;

  private static final int LONGEST_TITLE = 200;
  private static final int LOW_PRIORITY = 2;

  private final ObjectMapper mapper = new ObjectMapper();
  private final HttpPost post;
  private final String topic;
  private final @Nullable String token;
  private final Links links;

  /**
   * @param url of the server, without the topic
   * @param topic which is a secret
   * @param token access token; null where the server asks for none
   */
  NtfyChannel(URI url, String topic, @Nullable String token, Links links) {
    this.post = new HttpPost(url);
    this.topic = topic;
    this.token = token;
    this.links = links;
  }

  @Override
  public void send(Notice notice) throws DeliveryException, InterruptedException {
    List<PendingMessage> incidents = notice.incidents();
    PendingMessage worst = incidents.get(0);
    boolean single = incidents.size() == 1;
    ObjectNode message = mapper.createObjectNode();
    message.put("topic", topic);
    message.put("title", single ? title(worst) : incidents.size() + " incidents");
    message.put(
        "message", Lines.of(notice, single ? PendingMessage::text : PendingMessage::line, LONGEST));
    message.put("priority", worst.ends() ? LOW_PRIORITY : priority(worst.severity()));
    Map<String, String> addresses = links.of(worst.alert());
    String page = links.incident(worst.alert());
    if (page != null) {
      message.put("click", page);
    }
    if (!addresses.isEmpty()) {
      ArrayNode actions = message.putArray("actions");
      addresses.forEach(
          (name, address) ->
              actions.addObject().put("action", "view").put("label", name).put("url", address));
    }
    try {
      post.send(
          mapper.writeValueAsBytes(message),
          token == null ? Map.of() : Map.of("Authorization", "Bearer " + token));
    } catch (JsonProcessingException impossible) {
      throw DeliveryException.permanent("the notice cannot be written: " + impossible);
    }
  }

  private static String title(PendingMessage message) {
    boolean isSituation = message.summary() != null;
    String end = isSituation ? "RESOLVED" : message.alert().getState().name().replace('_', ' ');
    String first = message.ends() ? end : message.severity().name();
    if (isSituation) {
      return first + " situation";
    }
    return first + " " + PrintableText.of(message.alert().getDetector(), LONGEST_TITLE);
  }

  private static int priority(Severity severity) {
    return switch (severity) {
      case CRITICAL -> 5;
      case HIGH -> 4;
      case MEDIUM -> 3;
      case LOW -> LOW_PRIORITY;
    };
  }
}
