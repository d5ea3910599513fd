package io.tidemark.cli.init;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfigReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobFileTest {
  @Test
  void isAConfigurationThatTheJobAccepts() {
    JobFile file = new JobFile("broker:9092", Map.of(), null, null, List.of("a.yaml", "b.yaml"));

    PipelineConfig config = PipelineConfigReader.parse(file.yaml(), Path.of("/jobs"));

    assertThat(config.kafka().bootstrapServers()).isEqualTo("broker:9092");
    assertThat(config.detectors())
        .containsExactly(Path.of("/jobs/a.yaml"), Path.of("/jobs/b.yaml"));
    assertThat(config.alerts().topic()).isEqualTo("alerts");
  }

  @Test
  void namesSecretsByTheFileTheyAreIn() {
    JobFile file =
        new JobFile(
            "broker:9092",
            Map.of(
                "bootstrap.servers",
                "other:1",
                "security.protocol",
                "SASL_SSL",
                "sasl.jaas.config",
                "password=\"hunter2\";",
                "ssl.truststore.password",
                "hunter3",
                "ssl.keystore.password",
                "${env:STORE}"),
            Path.of("/etc/kafka.properties"),
            null,
            List.of("a.yaml"));

    assertThat(file.yaml())
        .doesNotContain("hunter", "other:1")
        .contains("${file:/etc/kafka.properties:sasl.jaas.config}")
        .contains("${file:/etc/kafka.properties:ssl.truststore.password}")
        .contains("${env:STORE}")
        .contains("SASL_SSL");
  }
}
