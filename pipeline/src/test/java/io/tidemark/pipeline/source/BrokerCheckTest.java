package io.tidemark.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfigReader;
import java.nio.file.Path;
import java.util.Map;
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

  private static PipelineConfig parse(String yaml) {
    return PipelineConfigReader.parse(yaml, Path.of("/etc/tidemark"));
  }
}
