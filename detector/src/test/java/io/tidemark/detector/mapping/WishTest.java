package io.tidemark.detector.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.detector.definition.Aggregate;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.TextHash;
import io.tidemark.schemas.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics as their usual writers make them give exactly the observations that lie in them. */
class WishTest {
  /** What a definition says beside its mapping. */
  private static final String REST = "window: {tick: 10s}\nmodel: {path: m.onnx}\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zeek",
        "suricata",
        "netflow",
        "telegraf",
        "ttn",
        "tasmota",
        "sparkplug",
        "otlp",
        "debezium"
      })
  void givesTheObservationsThatAreInTheTopic(String wish) throws Exception {
    DetectorDefinition definition =
        DefinitionReader.parse(resource(wish + ".yaml") + REST, Path.of("."));
    assertWish(wish, definition, RecordMapping.of(definition, JobFormats.of(WireFormat.JSON)));
  }

  /** Reads the whole topic of a definition, and compares what comes of it. */
  static void assertWish(String wish, DetectorDefinition definition, RecordMapping mapping)
      throws Exception {
    List<Observation> found = new ArrayList<>();
    for (TopicRecord record : Topic.records(definition.events().topics().only())) {
      found.addAll(mapping.extract(record));
    }

    JsonNode expected = new ObjectMapper().readTree(resource("expected.json")).get(wish);
    assertThat(found).hasSize(expected.get("observations").asInt());
    assertThat(keys(found)).isEqualTo(numbers(expected.get("keys")));
    for (int i = 0; i < definition.features().size(); i++) {
      String feature = definition.featureNames().get(i);
      int at = i;
      double[] values =
          found.stream()
              .mapToDouble(observation -> observation.values()[at])
              .filter(value -> !Double.isNaN(value))
              .toArray();
      assertThat(values).hasSize(expected.get("values").get(feature).asInt());
      if (!definition.features().get(i).aggregate().acceptsText()) {
        assertThat(Arrays.stream(values).sum())
            .isCloseTo(expected.get("sums").get(feature).asDouble(), Offset.offset(1e-3));
      }
    }
    assertSame(definition, found.get(0), expected.get("first"));
    assertSame(definition, found.get(found.size() - 1), expected.get("last"));
    assertThat(mapping.seen().unseen()).isEmpty();
  }

  private static void assertSame(
      DetectorDefinition definition, Observation found, JsonNode expected) {
    assertThat(found.key()).isEqualTo(expected.get("key").asText());
    assertThat(found.eventTimeMicros()).isEqualTo(expected.get("micros").asLong());
    for (int i = 0; i < found.values().length; i++) {
      JsonNode value = expected.get("values").get(definition.featureNames().get(i));
      Aggregate aggregate = definition.features().get(i).aggregate();
      double number =
          value == null
              ? Double.NaN
              : switch (aggregate) {
                case COUNT -> 1;
                case DISTINCT -> TextHash.of(value.asText());
                default -> value.asDouble();
              };
      assertThat((float) found.values()[i])
          .isEqualTo((Float) (float) number); // as the model has it
    }
  }

  private static Map<String, Integer> keys(List<Observation> observations) {
    Map<String, Integer> keys = new TreeMap<>();
    observations.forEach(observation -> keys.merge(observation.key(), 1, Integer::sum));
    return keys;
  }

  private static Map<String, Integer> numbers(JsonNode node) {
    Map<String, Integer> numbers = new TreeMap<>();
    node.properties().forEach(entry -> numbers.put(entry.getKey(), entry.getValue().asInt()));
    return numbers;
  }

  static String resource(String name) throws Exception {
    return new String(
        Objects.requireNonNull(WishTest.class.getResourceAsStream(name)).readAllBytes(),
        StandardCharsets.UTF_8);
  }
}
