package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.broker.SharedKafka;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Durations;
import io.tidemark.detector.mapping.SchemaServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Topics as their owners have them, each with a fault in its last minute. */
class InitIT {
  private static final String GUIDE = guide();

  @RegisterExtension static final SharedKafka kafka = new SharedKafka();
  @TempDir Path folder;

  @BeforeAll
  static void produce() throws Exception {
    WishTopics.produce(kafka.bootstrapServers());
  }

  @ParameterizedTest
  @FieldSource("io.tidemark.cli.WishTopics#TOPICS")
  void findsTheFaultOfATopicAndNothingElse(String topic) throws Exception {
    JsonNode detectors = init(topic);

    List<String> faulty =
        Stream.of(
                topic.equals("iot")
                    ? new String[] {"ttn", "tasmota", "sparkplug"}
                    : new String[] {topic})
            .map(wish -> Objects.requireNonNull(WishTopics.faultyKeys().get(wish)))
            .toList();
    assertThat(detectors).hasSize(faulty.size());
    for (JsonNode detector : detectors) {
      assertThat(GUIDE).contains(row(Path.of(detector.get("file").asText())));
      assertThat(detector.get("keys").asInt()).as(detector.toPrettyString()).isEqualTo(3);
      assertThat(detector.get("incidents"))
          .as(detector.toPrettyString())
          .hasSize(1)
          .allSatisfy(
              incident -> {
                assertThat(incident.get("key").asText()).isIn(faulty);
                assertThat(Instant.parse(incident.get("openedAt").asText()))
                    .isAfter(WishTopics.FAULT);
              });
    }
  }

  /** A proposal as the guide shows it. */
  private static String row(Path file) {
    DetectorDefinition definition = DefinitionReader.read(file);
    String time = String.join(" or ", definition.events().time().from());
    String features =
        definition.features().stream()
            .map(
                feature ->
                    feature.name()
                        + " "
                        + feature.aggregate().toString().toLowerCase(Locale.ROOT)
                        + (feature.unit() == null ? "" : " in " + feature.unit()))
            .collect(Collectors.joining(", "));
    return "| %s | `%s` | `%s` | %s | %s |"
        .formatted(
            definition.name(),
            definition.events().key().shown(),
            time,
            Durations.format(definition.window().tick()),
            features);
  }

  private JsonNode init(String topic) throws Exception {
    try (SchemaServer registry = WishTopics.registry()) {
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      int code =
          Tidemark.run(
              new PrintWriter(out),
              new PrintWriter(err),
              "init",
              "--bootstrap-servers=" + kafka.bootstrapServers(),
              "--schema-registry=" + registry.url(),
              "--topic=" + topic,
              "--out=" + folder,
              "--json");
      assertThat(code).as(err.toString()).isZero();
      return new ObjectMapper().readTree(out.toString());
    }
  }

  private static String guide() {
    try {
      return Files.readString(Path.of("../docs/init.md"));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
