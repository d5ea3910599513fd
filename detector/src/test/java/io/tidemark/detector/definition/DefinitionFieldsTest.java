package io.tidemark.detector.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.option.OptionContractCases;
import io.tidemark.schemas.option.OptionSchema;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code detector.schema.json}, the reader and the page about definitions agree. */
class DefinitionFieldsTest extends OptionContractCases {
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

  DefinitionFieldsTest() {
    super(
        "detector",
        DetectorDefinition.class,
        Path.of("../docs/detectors.md"),
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
    OptionSchema schema = OptionSchema.load(DetectorDefinition.class, "detector.schema.json");
    assertThatThrownBy(() -> YamlFile.parse("name: a", schema, top -> top.optionalText("nickname")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("nickname");
    assertThat(YamlFile.<String>parse("name: a", schema, top -> top.text("name"))).isEqualTo("a");
  }
}
