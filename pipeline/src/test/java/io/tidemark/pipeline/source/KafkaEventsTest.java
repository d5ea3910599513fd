package io.tidemark.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.pipeline.config.PipelineConfigReader;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class KafkaEventsTest {
  @Test
  void readsWhatIsCommittedAndLooksForNewPartitions() {
    assertThat(settings("{}"))
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("partition.discovery.interval.ms", "30000")
        .containsEntry("bootstrap.servers", "b:1");
  }

  @Test
  void theConfigurationWins() {
    assertThat(
            settings(
                """
                {isolation.level: read_uncommitted, partition.discovery.interval.ms: "-1", \
                fetch.min.bytes: "7"}"""))
        .containsEntry("isolation.level", "read_uncommitted")
        .containsEntry("partition.discovery.interval.ms", "-1")
        .containsEntry("fetch.min.bytes", "7");
  }

  private static Properties settings(String properties) {
    return KafkaEvents.settings(
        PipelineConfigReader.parse(
            """
            kafka: {bootstrapServers: "b:1", properties: %s}
            detectors: [pump.yaml]
            """
                .formatted(properties),
            Path.of("/etc/tidemark")));
  }
}
