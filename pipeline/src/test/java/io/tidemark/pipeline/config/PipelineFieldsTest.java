package io.tidemark.pipeline.config;

import io.tidemark.detector.option.OptionContractCases;
import java.nio.file.Path;
import java.util.List;

/** {@code pipeline.schema.json}, the reader and the page about operations agree. */
class PipelineFieldsTest extends OptionContractCases {
  private static final String SHORT =
      """
      kafka: {bootstrapServers: "localhost:9092"}
      detectors: [pump.yaml]
      """;

  private static final String REGISTRY = "schemaRegistry: {url: 'http://localhost:8081'}\n";

  PipelineFieldsTest() {
    super(
        "pipeline",
        PipelineConfig.class,
        Path.of("../docs/operations/configure.md"),
        yaml -> PipelineConfigReader.parse(yaml, Path.of("/etc/tidemark")),
        List.of(
            SHORT + REGISTRY,
            SHORT + "events: {bounded: true}\n",
            SHORT + "scoring: {shedding: {after: 30s}}\n",
            SHORT + "control: {store: models}\n"));
  }
}
