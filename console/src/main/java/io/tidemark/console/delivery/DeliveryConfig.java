package io.tidemark.console.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tidemark.console.situation.SituationRules;
import io.tidemark.schemas.PrintableText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who is told what, from YAML. */
public final class DeliveryConfig {
  private static final String DEFAULT_GROUP = "tidemark-delivery";
  private static final String DEFAULT_DEAD_LETTERS = "alert-dead-letters";
  private static final String DEFAULT_SILENCES = "silences";
  private static final String DEFAULT_ACTIONS = "incident-actions";

  private final String group;
  private final String deadLetters;
  private final String silences;
  private final String actions;
  private final List<Receiver> receivers;

  DeliveryConfig(
      String group, String deadLetters, String silences, String actions, List<Receiver> receivers) {
    this.silences = silences;
    this.actions = actions;
    this.group = group;
    this.deadLetters = deadLetters;
    this.receivers = receivers;
  }

  /** Prefix of the consumer groups, one for each receiver. */
  String group() {
    return group;
  }

  /** Topic of what could not be delivered. */
  public String deadLetters() {
    return deadLetters;
  }

  /** Topic of the silences. */
  String silences() {
    return silences;
  }

  /** Topic of what people do about incidents. */
  public String actions() {
    return actions;
  }

  List<Receiver> receivers() {
    return receivers;
  }

  /**
   * Reads a configuration and its secrets.
   *
   * @throws IllegalArgumentException with one line that names the field
   */
  public static DeliveryConfig read(Path file, Clock clock) {
    DeliveryText text = text(file);
    try {
      return config(text, clock);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(file + ": " + wrong.getMessage());
    }
  }

  /**
   * Reads only which incidents a configuration delivers as one; its secrets are not needed.
   *
   * @return null where each is delivered by itself
   * @throws IllegalArgumentException with one line that names the field
   */
  public static @Nullable SituationRules situations(Path file) {
    DeliveryText text = text(file);
    try {
      SituationSettings settings = SituationText.settings(text == null ? null : text.situations());
      return settings == null ? null : settings.rules();
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(file + ": " + wrong.getMessage());
    }
  }

  private static DeliveryText text(Path file) {
    YAMLMapper mapper =
        YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();
    try {
      return mapper.readValue(Files.readString(file), DeliveryText.class);
    } catch (JsonProcessingException wrong) {
      throw new IllegalArgumentException(file + ": " + told(wrong));
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(file + ": cannot be read");
    }
  }

  /** Names of the receivers. */
  public List<String> names() {
    return receivers.stream().map(Receiver::name).toList();
  }

  private static DeliveryConfig config(DeliveryText text, Clock clock) {
    if (text == null || text.receivers() == null || text.receivers().isEmpty()) {
      throw new IllegalArgumentException("receivers: at least one is needed");
    }
    Set<String> names = new HashSet<>();
    for (ReceiverText receiver : text.receivers()) {
      if (receiver == null) {
        throw new IllegalArgumentException(
            "receivers: null is not accepted; each has a name and a type");
      }
      if (receiver.name() == null || !receiver.name().matches("[A-Za-z0-9._-]{1,64}")) {
        throw new IllegalArgumentException(
            "receivers: name: "
                + receiver.name()
                + " is not accepted; up to 64 letters, digits, dots, dashes");
      }
      if (!names.add(receiver.name())) {
        throw new IllegalArgumentException("receivers: " + receiver.name() + " is there twice");
      }
    }
    Links links = text.links();
    SituationSettings situations = SituationText.settings(text.situations());
    return new DeliveryConfig(
        text.group() == null ? DEFAULT_GROUP : text.group(),
        text.deadLetters() == null ? DEFAULT_DEAD_LETTERS : text.deadLetters(),
        text.silences() == null ? DEFAULT_SILENCES : text.silences(),
        text.actions() == null ? DEFAULT_ACTIONS : text.actions(),
        text.receivers().stream()
            .map(receiver -> receiver.build(links, clock).with(situations))
            .toList());
  }

  /** Field and reason on one line, without the text itself, which might hold a secret. */
  private static String told(JsonProcessingException wrong) {
    String at = "";
    if (wrong instanceof JsonMappingException mapping) {
      at =
          mapping.getPath().stream()
              .map(
                  step ->
                      step.getFieldName() == null
                          ? "[" + step.getIndex() + "]"
                          : step.getFieldName())
              .collect(Collectors.joining("."))
              .replace(".[", "[");
    }
    String reason = PrintableText.oneLine(wrong.getOriginalMessage());
    return (at.isEmpty() ? "" : at + ": ") + reason.replaceAll("\\(class [^)]*\\)", "").strip();
  }
}
