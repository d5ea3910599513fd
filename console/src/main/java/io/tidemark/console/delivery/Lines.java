package io.tidemark.console.delivery;

import java.util.List;
import java.util.function.Function;

/** The text of a notice: one line for each incident, the worst first, as many as fit. */
final class Lines {
  private Lines() {}

  /**
   * The text.
   *
   * @param line makes the line of a message, safe for the receiver
   * @param longest characters of the text
   */
  static String of(Notice notice, Function<PendingMessage, String> line, int longest) {
    List<PendingMessage> incidents = notice.incidents();
    StringBuilder text = new StringBuilder();
    if (incidents.size() > 1) {
      text.append(incidents.size()).append(" incidents, the worst first:\n");
    }
    int shown = 0;
    for (PendingMessage message : incidents) {
      String next = line.apply(message);
      String rest = "\n… and " + (incidents.size() - shown) + " more";
      int room = longest - text.length() - rest.length();
      if (next.length() > room) {
        if (shown > 0) {
          return text.append(rest.substring(1)).toString();
        }
        next = next.substring(0, Math.max(0, room - 1)) + "…";
      }
      text.append(next).append('\n');
      shown++;
    }
    return text.substring(0, text.length() - 1);
  }
}
