package io.tidemark.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfigReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

/** What is said of a broker's answers; that it is asked is tested on a broker. */
class BrokerCheckTest {
  private static final String SHORT =
      """
      kafka: {bootstrapServers: "b:1"}
      detectors: [pump.yaml]
      """;

  @Test
  void whatIsWrittenIsWhatIsConfigured() {
    assertThat(BrokerCheck.outputs(parse(SHORT)))
        .isEqualTo(Map.of("alerts.topic", "alerts", "deadLetters.topic", "dead-letters"));
    assertThat(
            BrokerCheck.outputs(
                parse(
                    SHORT
                        + """
                        lateEvents: {}
                        scores: {topic: all}
                        control: {store: models}
                        """)))
        .containsEntry("lateEvents.topic", "late-events")
        .containsEntry("scores.topic", "all")
        .containsEntry("control.answers.topic", "control-events")
        .hasSize(5);
  }

  @Test
  void aMissingOutputIsRefusedWhereTheBrokerCreatesNone() {
    assertThatThrownBy(
            () -> BrokerCheck.missingOutputs(Map.of("alerts.topic", "alarms"), false, "b:1"))
        .isInstanceOf(DefinitionException.class)
        .hasMessage("alerts.topic: alarms does not exist on b:1");
  }

  @Test
  void aMissingOutputIsLeftToABrokerThatCreatesIt() {
    assertThatCode(() -> BrokerCheck.missingOutputs(Map.of("alerts.topic", "alarms"), true, "b:1"))
        .doesNotThrowAnyException();
  }

  @Test
  void onlyATopicThatIsStoredUncompressedIsBounded() {
    assertThat(
            BrokerCheck.unbounded(
                Map.of(
                    topic("events"), compression("producer"),
                    topic("commands"), compression("uncompressed"),
                    topic("more"), compression("zstd"),
                    topic("silent"), new Config(List.of()))))
        .containsExactly("events", "more", "silent");
  }

  private static ConfigResource topic(String name) {
    return new ConfigResource(ConfigResource.Type.TOPIC, name);
  }

  private static Config compression(String type) {
    return new Config(List.of(new ConfigEntry("compression.type", type)));
  }

  private static PipelineConfig parse(String yaml) {
    return PipelineConfigReader.parse(yaml, Path.of("/etc/tidemark"));
  }
}
