package io.tidemark.pipeline.config;

import io.tidemark.detector.option.DeclaredField;
import io.tidemark.detector.option.OptionContract;
import io.tidemark.detector.option.OptionPage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code pipeline.schema.json}, the reader and the page about operations agree. */
class PipelineFieldsTest {
  private static final String SCHEMA = "pipeline.schema.json";
  private static final List<DeclaredField> FIELDS = DeclaredField.of(PipelineConfig.class, SCHEMA);

  private static final String SHORT =
      """
      kafka: {bootstrapServers: "localhost:9092"}
      detectors: [pump.yaml]
      """;

  private static final String REGISTRY = "schemaRegistry: {url: 'http://localhost:8081'}\n";

  private static final OptionContract CONTRACT =
      new OptionContract(
          OptionContract.validator(DeclaredField.read(PipelineConfig.class, SCHEMA)),
          yaml -> PipelineConfigReader.parse(yaml, Path.of("/etc/tidemark")),
          List.of(
              SHORT + REGISTRY,
              SHORT + "events: {bounded: true}\n",
              SHORT + "scoring: {shedding: {after: 30s}}\n",
              SHORT + "control: {store: models}\n"));

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
  void everyDefaultIsPinned() throws IOException {
    OptionPage.checkDefaults(
        Path.of("src/test/resources/io/tidemark/pipeline/config/defaults.txt"),
        FIELDS,
        "pipeline",
        getClass());
  }

  @Test
  void thePageHasTheTableOfTheSchema() throws IOException {
    OptionPage.checkTable(
        Path.of("../docs/operations/configure.md"), FIELDS, "pipeline", getClass());
  }
}
