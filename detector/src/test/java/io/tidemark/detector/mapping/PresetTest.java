package io.tidemark.detector.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.detector.definition.Aggregate;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Presets;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.detector.tick.TextHash;
import io.tidemark.schemas.EpochMicros;
import io.tidemark.schemas.wire.WireFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each preset reads the sample that the documentation of its program shows. */
class PresetTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SAMPLES = Path.of("src/test/resources/io/tidemark/detector/preset");

  @ParameterizedTest
  @MethodSource("names")
  void readsItsProgramsSample(String name) throws Exception {
    JsonNode sample = JSON.readTree(SAMPLES.resolve(name + ".json").toFile());
    DetectorDefinition definition = definition(name, sample.get("definition"));
    TopicRecord record =
        new TopicRecord(
            "t",
            new SourcePosition(0, 0),
            sample.path("timestamp").asLong(-1),
            sample.has("key") ? Topic.bytes(sample.get("key").asText()) : null,
            JSON.writeValueAsBytes(sample.get("value")),
            Map.of());

    List<Observation> found =
        RecordMapping.of(definition, JobFormats.of(WireFormat.AVRO)).extract(record);

    JsonNode expected = sample.get("observations");
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      assertSame(definition, found.get(i), expected.get(i));
    }
  }

  private static void assertSame(
      DetectorDefinition definition, Observation found, JsonNode expected) {
    assertThat(found.key()).isEqualTo(expected.get("key").asText());
    assertThat(EpochMicros.at(found.eventTimeMicros()))
        .isEqualTo(Instant.parse(expected.get("time").asText()));
    Map<String, String> tags = new HashMap<>();
    expected
        .path("tags")
        .properties()
        .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
    assertThat(found.tags()).isEqualTo(tags);
    for (int i = 0; i < found.values().length; i++) {
      JsonNode value = expected.get("values").path(definition.featureNames().get(i));
      boolean distinct = definition.features().get(i).aggregate() == Aggregate.DISTINCT;
      double number = distinct ? TextHash.of(value.asText()) : value.asDouble(Double.NaN);
      assertThat(found.values()[i]).isEqualTo((Double) number);
    }
  }

  /** As somebody would write it: the preset, with what it leaves to them. */
  private static DetectorDefinition definition(String preset, JsonNode more) throws Exception {
    ObjectNode definition = JSON.createObjectNode().put("name", "d");
    ObjectNode events = definition.putObject("events").put("topic", "t").put("preset", preset);
    if (more.has("events")) {
      events.setAll((ObjectNode) more.get("events"));
    }
    if (more.has("features")) {
      definition.set("features", more.get("features"));
    }
    definition.putObject("window").put("tick", "10s");
    definition.putObject("model").put("path", "m.onnx");
    return DefinitionReader.parse(JSON.writeValueAsString(definition), Path.of("."));
  }

  @Test
  void aDefinitionChangesWhatItSaysItself() throws Exception {
    DetectorDefinition definition =
        definition(
            "telegraf",
            JSON.readTree(
                """
                {"events": {"key": "tags.server"},
                 "features": [{"name": "load", "aggregate": "max"}, {"name": "mine", "from": "fields.x"}]}
                """));
    assertThat(definition.events().key().from()).containsExactly("tags.server");
    assertThat(definition.events().time().from()).containsExactly("timestamp");
    assertThat(definition.featureNames()).containsExactly("load", "mine");
    assertThat(definition.features().get(0).input().from()).containsExactly("fields.load1");
    assertThat(definition.features().get(0).aggregate()).isEqualTo(Aggregate.MAX);
  }

  @Test
  void anUnknownPresetIsRefusedWithThoseThereAre() {
    assertThatThrownBy(() -> definition("telegraph", JSON.createObjectNode()))
        .isInstanceOf(DefinitionException.class)
        .hasMessageStartingWith(
            "events.preset: 'telegraph' is not accepted; it must be one of [aws-iot, ");
  }

  @Test
  void everyPresetIsNamedAndHasASample() throws Exception {
    Path presets = Path.of("src/main/resources/io/tidemark/detector/preset");
    for (Path folder : List.of(presets, SAMPLES)) {
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files.map(file -> file.getFileName().toString().replaceAll("\\.\\w+$", "")))
            .containsExactlyInAnyOrderElementsOf(Presets.NAMES);
      }
    }
  }

  static List<String> names() {
    return Presets.NAMES;
  }
}
