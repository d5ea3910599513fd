package io.tidemark.console.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Map;

/**
 * A webhook of Discord.
 *
 * @see <a href="https://discord.com/developers/docs/resources/webhook#execute-webhook">Discord's
 *     webhooks</a>
 */
final class DiscordChannel implements Channel {
  /** Discord refuses texts of more than 2,000 characters. */
  private static final int LONGEST = 1_990;

  private final ObjectMapper mapper = new ObjectMapper();
  private final HttpPost post;
  private final Links links;

  /**
   * @param url of the webhook, which is a secret
   */
  DiscordChannel(URI url, Links links) {
    this.post = new HttpPost(url);
    this.links = links;
  }

  @Override
  public void send(Notice notice) throws DeliveryException, InterruptedException {
    ObjectNode message = mapper.createObjectNode();
    message.put("content", Lines.of(notice, this::line, LONGEST));
    message.putObject("allowed_mentions").putArray("parse");
    try {
      post.send(mapper.writeValueAsBytes(message), Map.of());
    } catch (JsonProcessingException impossible) {
      throw DeliveryException.permanent("the notice cannot be written: " + impossible);
    }
  }

  private String line(PendingMessage message) {
    StringBuilder line = new StringBuilder(ChatText.withoutMarkdown(message.line()));
    // In angle brackets, a link makes no preview.
    links
        .of(message.alert())
        .forEach(
            (name, address) ->
                line.append(" [").append(name).append("](<").append(address).append(">)"));
    return line.toString();
  }
}
