package io.tidemark.console.situation;

import io.tidemark.schemas.Severity;
import java.util.List;

/**
 * What there is to say of a situation at one moment. Its texts are printable.
 *
 * @param size how many incidents belong to it
 * @param isOpen whether one of them lasts
 * @param severity the highest of them
 * @param worst id of the most telling incident
 * @param sentence the situation as one sentence
 * @param lines the most telling incidents, a line each, at most five
 */
public record SituationNews(
    String id,
    int size,
    boolean isOpen,
    Severity severity,
    String worst,
    String sentence,
    List<String> lines) {

  /** The sentence, the most telling incidents, and how many more there are. */
  public String text() {
    StringBuilder text = new StringBuilder(sentence);
    lines.forEach(line -> text.append("\n- ").append(line));
    if (size > lines.size()) {
      text.append("\nand ").append(size - lines.size()).append(" more");
    }
    return text.toString();
  }
}
