package io.tidemark.console.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An incoming webhook of Slack, Mattermost or another chat that takes {@code {"text"}}.
 *
 * @see <a href="https://api.slack.com/messaging/webhooks">Slack's incoming webhooks</a>
 */
final class SlackChannel implements Channel {
  /** Slack cuts texts that are longer. */
  private static final int LONGEST = 3_500;

  private static final String PARTED = "\u200b";

  private final ObjectMapper mapper = new ObjectMapper();
  private final HttpPost post;

  SlackChannel(URI url) {
    this.post = new HttpPost(url);
  }

  @Override
  public void send(Notice notice) throws DeliveryException, InterruptedException {
    String text =
        notice.letters().stream()
            .map(letter -> escaped(Sentence.of(letter.alert())))
            .collect(Collectors.joining("\n"));
    if (text.length() > LONGEST) {
      int end = text.lastIndexOf('\n', LONGEST);
      text =
          text.substring(0, end > 0 ? end : LONGEST) + "\n… " + notice.letters().size() + " in all";
    }
    try {
      post.send(mapper.writeValueAsBytes(Map.of("text", text)), Map.of());
    } catch (JsonProcessingException impossible) {
      throw DeliveryException.permanent("the notice cannot be written: " + impossible);
    }
  }

  /**
   * Keys come from whoever sends events; they must not call people or make links. Slack's own
   * markup needs angle brackets; Mattermost takes plain {@code @channel}, and both make a link of
   * an address: these are parted by a space of no width.
   */
  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("@", "@" + PARTED)
        .replace("://", ":" + PARTED + "//")
        .replace("](", "]" + PARTED + "(");
  }
}
