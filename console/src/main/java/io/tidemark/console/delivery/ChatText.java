package io.tidemark.console.delivery;

/**
 * Text for chats. Senders of events choose the keys, which must not call people, make links or
 * change how a text looks.
 */
final class ChatText {
  private static final String PARTED = "\u200b";

  private ChatText() {}

  /**
   * What chats take for a call, an address or a link, parted by a space of no width. No chat needs
   * more of it: {@code @channel} is plain text in Mattermost, and others make a link of an address.
   */
  static String parted(String text) {
    return text.replace("@", "@" + PARTED)
        .replace("://", ":" + PARTED + "//")
        .replace("](", "]" + PARTED + "(");
  }

  /** As {@link #parted}, without the marks of Markdown. */
  static String withoutMarkdown(String text) {
    return parted(text).replaceAll("([\\\\*_~`|<>\\[\\]#])", "\\\\$1");
  }
}
