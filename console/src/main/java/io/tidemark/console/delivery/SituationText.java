package io.tidemark.console.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.console.situation.SituationRules;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The settings of situations as they are written: fields, or a switch. */
final class SituationText {
  private static final List<String> FIELDS = List.of("within", "waitFor", "by");

  private SituationText() {}

  /**
   * The settings; null where situations are switched off.
   *
   * @param text null where nothing is written
   * @throws IllegalArgumentException with one line that names the field
   */
  static @Nullable SituationSettings settings(@Nullable JsonNode text) {
    if (text == null || text.isNull()) {
      return SituationSettings.DEFAULT;
    }
    if (!text.isObject()) {
      return switch (text.asText().toLowerCase(Locale.ROOT)) {
        case "on", "true" -> SituationSettings.DEFAULT;
        case "off", "false" -> null;
        default ->
            throw new IllegalArgumentException(
                "situations: " + text + " is not accepted; off, or some of " + FIELDS);
      };
    }
    text.fieldNames()
        .forEachRemaining(
            name -> {
              if (!FIELDS.contains(name)) {
                throw new IllegalArgumentException(
                    "situations." + name + ": is not a field; " + FIELDS + " are");
              }
            });
    SituationSettings otherwise = SituationSettings.DEFAULT;
    Duration within = duration(text, "within", otherwise.rules().within());
    Duration waitFor = duration(text, "waitFor", otherwise.waitFor());
    Set<String> by = by(text.path("by"));
    try {
      return new SituationSettings(new SituationRules(within, by), waitFor);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("situations." + wrong.getMessage());
    }
  }

  private static Duration duration(JsonNode text, String name, Duration otherwise) {
    String written = text.hasNonNull(name) ? text.path(name).asText() : null;
    return ReceiverText.duration("situations." + name, written, otherwise);
  }

  private static Set<String> by(JsonNode text) {
    Set<String> by = new HashSet<>();
    if (!text.isArray() && !text.isMissingNode() && !text.isNull()) {
      throw new IllegalArgumentException(
          "situations.by: " + text + " is not accepted; a list of names of tags");
    }
    text.forEach(name -> by.add(name.asText()));
    return by;
  }
}
