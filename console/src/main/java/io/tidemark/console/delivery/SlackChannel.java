package io.tidemark.console.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.Map;

/**
 * An incoming webhook of Slack, Mattermost or another chat that takes {@code {"text"}}.
 *
 * @see <a href="https://api.slack.com/messaging/webhooks">Slack's incoming webhooks</a>
 */
final class SlackChannel implements Channel {
  /** Slack cuts texts that are longer. */
  private static final int LONGEST = 3_500;

  private final ObjectMapper mapper = new ObjectMapper();
  private final HttpPost post;
  private final Links links;

  SlackChannel(URI url, Links links) {
    this.post = new HttpPost(url);
    this.links = links;
  }

  @Override
  public void send(Notice notice) throws DeliveryException, InterruptedException {
    try {
      String text = Lines.of(notice, this::line, LONGEST);
      post.send(mapper.writeValueAsBytes(Map.of("text", text)), Map.of());
    } catch (JsonProcessingException impossible) {
      throw DeliveryException.permanent("the notice cannot be written: " + impossible);
    }
  }

  private String line(PendingMessage message) {
    StringBuilder line = new StringBuilder(escaped(ChatText.parted(message.line())));
    links
        .of(message.alert())
        .forEach(
            (name, address) ->
                line.append(" <").append(escaped(address)).append('|').append(name).append('>'));
    return line.toString();
  }

  /** Slack's own markup needs these three. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
