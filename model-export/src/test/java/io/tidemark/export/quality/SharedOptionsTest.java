package io.tidemark.export.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedOptionsTest {
  @TempDir Path folder;

  @Test
  void allShippedSetsAreJudgedByTheSameOptions() {
    SharedOptions shipped = new SharedOptions(Path.of("..", "examples"));

    List<DetectorDefinition> definitions =
        Stream.of("skab", "cisco-telemetry", "westermo-net", "nab")
            .map(shipped::definition)
            .toList();

    assertThat(definitions)
        .extracting(DetectorDefinition::scoring)
        .containsOnly(definitions.get(0).scoring());
    assertThat(definitions)
        .extracting(DetectorDefinition::threshold)
        .containsOnly(definitions.get(0).threshold());
    assertThat(definitions)
        .extracting(DetectorDefinition::alerts)
        .containsOnly(definitions.get(0).alerts());
  }

  @Test
  void refusesSharedOptionsThatWouldChangeWhatIsMeasured() throws IOException {
    Files.writeString(folder.resolve("quality.yaml"), "window: {tick: 1s}");
    Files.writeString(folder.resolve("a.yaml"), "name: a");

    assertThatThrownBy(() -> new SharedOptions(folder).definition("a"))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("window")
        .hasMessageContaining("threshold");
  }

  @Test
  void namesTheDefinitionThatIsMissing() throws IOException {
    Files.writeString(folder.resolve("quality.yaml"), "score: combined");

    assertThatThrownBy(() -> new SharedOptions(folder).definition("unknown"))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("unknown.yaml");
  }
}
