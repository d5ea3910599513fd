package io.tidemark.console.incident;

import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.PrintableText;
import java.util.stream.Collectors;

/** The tags of an alert in words, for one line. */
public final class TagText {
  private static final int LONGEST = 200;

  private TagText() {}

  /** {@code " [site=hall-2, unit=3]"}, printable; empty where there are none. */
  public static String of(AnomalyAlert alert) {
    if (alert.getTags().isEmpty()) {
      return "";
    }
    String tags =
        alert.getTags().entrySet().stream()
            .map(tag -> tag.getKey() + "=" + tag.getValue())
            .sorted()
            .collect(Collectors.joining(", "));
    return " [" + PrintableText.of(tags, LONGEST) + "]";
  }
}
