package io.tidemark.detector.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import io.tidemark.detector.Definitions;
import io.tidemark.detector.option.DeclaredField;
import io.tidemark.detector.option.OptionContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The published JSON Schema and the reader accept the same files. */
class DetectorSchemaTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final Path MAPPINGS = Path.of("src/test/resources/io/tidemark/detector/mapping");

  @Test
  void acceptsWhatTheReaderAccepts() throws IOException {
    assertThat(schema().validate(YAML.readTree(Definitions.PUMP))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"model: none\n", ""})
  void acceptsADefinitionWithoutAModel(String model) throws IOException {
    String yaml = Definitions.PUMP.replace("model: {path: pump.onnx, provider: cpu}\n", model);
    assertThat(Definitions.parse(yaml).model()).isNull();
    assertThat(schema().validate(YAML.readTree(yaml))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sensitivity: low", "sensitivity: high", "value: 2"})
  void acceptsEveryThreshold(String threshold) throws IOException {
    String yaml = Definitions.PUMP + "threshold: {" + threshold + "}\n";
    assertThat(Definitions.parse(yaml).threshold()).isNotNull();
    assertThat(schema().validate(YAML.readTree(yaml))).isEmpty();
  }

  @Test
  void acceptsANumberOfAlertsADay() throws IOException {
    String yaml = Definitions.PUMP.replace("alerts: {", "alerts: {perDay: 3, ");
    assertThat(Definitions.parse(yaml).threshold()).isNotNull();
    assertThat(schema().validate(YAML.readTree(yaml))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "auto",
        "off",
        "{flatLine: 10s, gap: off, late: true, clockAhead: true}",
        "{flatLine: off, gap: auto, late: auto, missingReading: false}"
      })
  void acceptsEveryHealth(String health) throws IOException {
    String yaml = Definitions.PUMP + "health: " + health + "\n";
    assertThat(Definitions.parse(yaml).health()).isNotNull();
    assertThat(schema().validate(YAML.readTree(yaml))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"on", "[]", "{flatLine: soon}", "{late: 5s}", "{gaps: 10s}"})
  void rejectsWhatIsNoHealth(String health) throws IOException {
    String yaml = Definitions.PUMP + "health: " + health + "\n";
    assertThatThrownBy(() -> Definitions.parse(yaml)).isInstanceOf(DefinitionException.class);
    assertThat(schema().validate(YAML.readTree(yaml))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "auto",
        "off",
        "{zone: Europe/Berlin}",
        "{holidays: {country: DE, region: by}}",
        "{zone: 'UTC+8', holidays: {dates: [2026-12-24, 2026-12-31]}}"
      })
  void acceptsEverySeason(String season) throws IOException {
    String yaml = Definitions.PUMP.replace("warmup: 12", "warmup: 12, season: " + season);
    assertThat(Definitions.parse(yaml).baseline().season().learned())
        .isEqualTo(!"off".equals(season));
    assertThat(schema().validate(YAML.readTree(yaml))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "on",
        "[]",
        "{zones: UTC}",
        "{holidays: {region: by}}",
        "{holidays: {country: 7}}",
        "{holidays: {dates: [christmas]}}"
      })
  void rejectsWhatIsNoSeason(String season) throws IOException {
    String yaml = Definitions.PUMP.replace("warmup: 12", "warmup: 12, season: " + season);
    assertThatThrownBy(() -> Definitions.parse(yaml)).isInstanceOf(DefinitionException.class);
    assertThat(schema().validate(YAML.readTree(yaml))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{every: 7d}",
        "{every: 7d, onDrift: true, from: topic}",
        "{onDrift: true, from: 14d, shadow: 30m, promotion: by-hand}",
        "{every: 1d, onDrift: false, promotion: automatic}"
      })
  void acceptsEveryRetraining(String retrain) throws IOException {
    String yaml = retrained(retrain);
    assertThat(Definitions.parse(yaml).retrain()).isNotNull();
    assertThat(schema().validate(YAML.readTree(yaml))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "on",
        "{}",
        "{from: 14d}",
        "{onDrift: false}",
        "{every: weekly}",
        "{every: 7d, from: table}",
        "{every: 7d, promotion: never}",
        "{every: 7d, after: 1d}"
      })
  void rejectsWhatIsNoRetraining(String retrain) throws IOException {
    String yaml = retrained(retrain);
    assertThatThrownBy(() -> Definitions.parse(yaml)).isInstanceOf(DefinitionException.class);
    assertThat(schema().validate(YAML.readTree(yaml))).isNotEmpty();
  }

  private static String retrained(String retrain) {
    return Definitions.PUMP.replace("alerts: {", "alerts: {driftShare: 0.5, ")
        + "retrain: "
        + retrain
        + "\n";
  }

  @ParameterizedTest
  @MethodSource("examples")
  void acceptsEveryExample(Path example) throws IOException {
    assertThat(DefinitionReader.read(example).features()).isNotEmpty();
    assertThat(schema().validate(YAML.readTree(example.toFile()))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "length: 4|length: -3",
        "aggregate: max|aggregate: avg",
        "stride: 1|strid: 1",
        "provider: cpu|provider: gpu",
        "{path: pump.onnx, provider: cpu}|linear",
        "tick: 1s|tick: soon",
        "topic: sensor-events|topic: []",
        "topic: sensor-events|topic: {pattern: a}",
        "type: SensorEvent|type: Event",
        "updateEvery: 5s|openAfter: 2",
        "updateEvery: 5s|resolveAfter: 2",
        "alerts:|threshold: {value: 0}\nalerts:",
        "alerts:|threshold: {method: rate}\nalerts:",
        "alerts: {|threshold: {value: 3}\nalerts: {perDay: 3, ",
        "alerts: {|alerts: {perDay: 0, ",
        "alerts:|threshold: {sensitivity: keen}\nalerts:",
        "alerts:|threshold: {value: 3, sensitivity: high}\nalerts:",
        "alerts:|threshold: {alertsPerDay: 5}\nalerts:",
        "alerts:|threshold: {sensitivity: lax}\nalerts:",
        "alerts:|score: combined\nalerts:",
        "alerts:|calibration: key\nalerts:",
        "alerts:|smoothing: 1\nalerts:",
        "alerts:|detrend: 0\nalerts:"
      })
  void rejectsWhatTheReaderRejects(String change) throws IOException {
    List<String> parts = List.of(change.split("\\|"));
    String bad = Definitions.PUMP.replace(parts.get(0), parts.get(1));
    assertThat(schema().validate(YAML.readTree(bad))).isNotEmpty();
    assertThatThrownBy(() -> Definitions.parse(bad)).isInstanceOf(DefinitionException.class);
  }

  @ParameterizedTest
  @MethodSource("mappings")
  void acceptsEveryMapping(Path mapping) throws IOException {
    String yaml = Files.readString(mapping) + "window: {tick: 10s}\nmodel: {path: m.onnx}\n";
    assertThat(Definitions.parse(yaml).features()).isNotEmpty();
    assertThat(schema().validate(YAML.readTree(yaml))).isEmpty();
  }

  @Test
  void acceptsAPresetWithAndWithoutMore() throws IOException {
    String bare =
        "name: a\nevents: {topic: t, preset: %s}\nwindow: {tick: 10s}\nmodel: {path: m.onnx}\n";
    for (String preset : List.of("telegraf", "zeek-conn")) {
      assertThat(Definitions.parse(bare.formatted(preset)).features()).isNotEmpty();
      assertThat(schema().validate(YAML.readTree(bare.formatted(preset)))).isEmpty();
    }
    assertThat(schema().validate(YAML.readTree(bare.formatted("none")))).isNotEmpty();
    String nothing = bare.replace("preset: %s", "key: k");
    assertThat(schema().validate(YAML.readTree(nothing))).isNotEmpty();
    assertThat(Presets.NAMES)
        .containsExactlyInAnyOrderElementsOf(
            YAML.convertValue(
                schema().getSchemaNode().at("/properties/events/properties/preset/enum"),
                new TypeReference<List<String>>() {}));
  }

  @Test
  void acceptsTagsAsTheReaderDoes() throws IOException {
    String yaml =
        Definitions.PUMP.replace(
            "key: deviceId", "key: deviceId, tags: {site: tags.site, a_1: [tags.a, deviceId]}");
    assertThat(Definitions.parse(yaml).events().tags()).hasSize(2);
    assertThat(schema().validate(YAML.readTree(yaml))).isEmpty();
    assertThat(schema().validate(YAML.readTree(yaml.replace("a_1", "a-1")))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[a, b]", "{regex: 'a.*'}"})
  void acceptsSeveralTopics(String topic) throws IOException {
    String yaml = Definitions.PUMP.replace("sensor-events", topic);
    assertThat(Definitions.parse(yaml).events().topics().several()).isTrue();
    assertThat(schema().validate(YAML.readTree(yaml))).isEmpty();
  }

  static Stream<Path> mappings() {
    return yamlFiles(MAPPINGS).stream();
  }

  private static List<Path> yamlFiles(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static Stream<Path> examples() {
    return yamlFiles(EXAMPLES).stream().filter(DetectorSchemaTest::isDetector);
  }

  private static boolean isDetector(Path file) {
    try {
      return YAML.readTree(file.toFile()).has("features");
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static JsonSchema schema() {
    return OptionContract.validator(
        DeclaredField.read(DetectorDefinition.class, "detector.schema.json"));
  }
}
