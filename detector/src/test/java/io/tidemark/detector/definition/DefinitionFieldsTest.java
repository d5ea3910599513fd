package io.tidemark.detector.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.option.DeclaredField;
import io.tidemark.detector.option.OptionContract;
import io.tidemark.detector.option.OptionPage;
import io.tidemark.schemas.option.OptionSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code detector.schema.json}, the reader and the page about definitions agree. */
class DefinitionFieldsTest {
  private static final String SCHEMA = "detector.schema.json";
  private static final List<DeclaredField> FIELDS =
      DeclaredField.of(DetectorDefinition.class, SCHEMA);

  private static final String BY_KEY =
      """
      name: a
      events: {topic: t, type: SensorEvent, key: deviceId}
      features: [{name: current, from: readings.Current}]
      window: {tick: 1s}
      model: {path: m.onnx}
      baseline: {season: off}
      """;

  private static final String BY_MODEL = BY_KEY.replace("{season: off}", "{per: model}");

  private static final String MAPPED =
      """
      name: a
      events: {topic: t, key: id, format: csv}
      features: [{name: current, from: c}]
      window: {tick: 1s}
      """;

  private static final OptionContract CONTRACT =
      new OptionContract(
          OptionContract.validator(DeclaredField.read(DetectorDefinition.class, SCHEMA)),
          Definitions::parse,
          List.of(
              BY_KEY,
              BY_MODEL,
              MAPPED,
              MAPPED.replace("format: csv", "format: json"),
              MAPPED.replace("key: id", "key: {from: a, regex: a}"),
              MAPPED.replace("key: id", "key: {join: [a, b]}"),
              MAPPED.replace("format: csv", "metric: {name: n, value: v}"),
              BY_KEY + "alerts: {driftShare: 0.5}\nretrain: {every: 1d}\n"));

  static Stream<DeclaredField> fields() {
    return FIELDS.stream();
  }

  static Stream<DeclaredField> enums() {
    return fields().filter(field -> field.schema().has("enum"));
  }

  static Stream<DeclaredField> defaults() {
    return fields().filter(field -> field.otherwise() != null);
  }

  @Test
  void schemaAndReaderAcceptTheFilesOfThisTest() {
    CONTRACT.checkFiles();
  }

  @ParameterizedTest
  @MethodSource("fields")
  void everyFieldIsRead(DeclaredField field) {
    CONTRACT.checkKnown(field);
  }

  @ParameterizedTest
  @MethodSource("fields")
  void rangesAreThoseOfTheSchema(DeclaredField field) {
    CONTRACT.checkRange(field);
  }

  @ParameterizedTest
  @MethodSource("enums")
  void namesAreThoseOfTheSchema(DeclaredField field) {
    CONTRACT.checkNames(field);
  }

  @ParameterizedTest
  @MethodSource("defaults")
  void defaultsAreThoseOfTheSchema(DeclaredField field) {
    CONTRACT.checkDefault(field);
  }

  @Test
  void keysLearnNothingByThemselvesWhereTheModelScalesRawValues() {
    Baseline baseline = Definitions.parse(BY_MODEL).baseline();
    assertThat(baseline.warmup()).isZero();
    assertThat(baseline.season()).isEqualTo(Season.OFF);
  }

  @Test
  void whatAMappingOfHealthDoesNotNameIsAsWithAuto() {
    assertThat(Definitions.parse(BY_KEY + "health: {}\n").health()).isEqualTo(Health.AUTO);
  }

  @Test
  void aFieldThatTheSchemaDoesNotDeclareCannotBeRead() {
    OptionSchema schema = OptionSchema.load(DetectorDefinition.class, SCHEMA);
    assertThatThrownBy(() -> YamlFile.parse("name: a", schema, top -> top.optionalText("nickname")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("nickname");
    assertThat(YamlFile.<String>parse("name: a", schema, top -> top.text("name"))).isEqualTo("a");
  }

  @Test
  void everyDefaultIsPinned() throws IOException {
    OptionPage.checkDefaults(
        Path.of("src/test/resources/io/tidemark/detector/definition/defaults.txt"),
        FIELDS,
        "detector",
        getClass());
  }

  @Test
  void thePageHasTheTableOfTheSchema() throws IOException {
    OptionPage.checkTable(Path.of("../docs/detectors.md"), FIELDS, "detector", getClass());
  }
}
