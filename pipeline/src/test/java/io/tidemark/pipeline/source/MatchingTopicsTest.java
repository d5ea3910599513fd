package io.tidemark.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfigReader;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MatchingTopicsTest {
  private static final PipelineConfig CONFIG =
      PipelineConfigReader.parse(
          """
          kafka: {bootstrapServers: "b:1"}
          detectors: [pump.yaml]
          control: {store: models, commands: {topic: commands}}
          scores: {topic: all-scores}
          """,
          Path.of("."));

  @Test
  void eachTopicIsReadOnceAndNoneThatTheJobWrites() {
    Detectors detectors =
        Detectors.parse(Path.of("."), Definitions.PUMP, named("any", "{regex: '.*'}"));

    assertThat(
            MatchingTopics.of(CONFIG, detectors)
                .among(
                    Set.of(
                        "sensor-events",
                        "other-events",
                        "alerts",
                        "dead-letters",
                        "all-scores",
                        "coverage",
                        "control-events",
                        "commands")))
        .containsExactly("other-events");
  }

  @Test
  void aTopicIsReadWhereAnyRegularExpressionMatches() {
    Detectors detectors =
        Detectors.parse(
            Path.of("."), named("a", "{regex: 'a-.*'}"), named("b", "{regex: '.*-[bc]'}"));

    assertThat(MatchingTopics.of(CONFIG, detectors).among(Set.of("a-b", "x-c", "a-", "x", "x-cc")))
        .containsExactly("a-", "a-b", "x-c");
  }

  private static String named(String name, String topic) {
    return Definitions.PUMP.replace("name: pump", "name: " + name).replace("sensor-events", topic);
  }
}
