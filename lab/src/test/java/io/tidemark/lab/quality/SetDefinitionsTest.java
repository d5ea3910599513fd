package io.tidemark.lab.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.AlertPolicy;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Threshold;
import io.tidemark.schemas.Sensitivity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetDefinitionsTest {
  private static final String DEFINITION =
      """
      name: mill
      events: {topic: mill, type: SensorEvent, key: deviceId}
      features: [{name: speed, from: readings.speed}]
      window: {tick: 5s, length: 8}
      baseline: {warmup: 50}
      model: {path: mill.onnx}
      """;

  @TempDir Path folder;
  private PublicSet set;

  @BeforeEach
  void write() throws IOException {
    Path sets = Files.createDirectories(folder.resolve("sets/mill"));
    Files.writeString(
        sets.resolve("dataset.json"),
        """
        {"name": "mill", "sampling_s": 0.5, "features": ["speed", "load"], "training": []}
        """);
    set = PublicSet.in(folder.resolve("sets")).get(0);
  }

  @Test
  void allShippedSetsAreJudgedByTheDefaults() {
    SetDefinitions shipped = new SetDefinitions(Path.of("..", "examples"));
    List<DetectorDefinition> definitions =
        Stream.of("skab", "cisco-telemetry", "westermo-net", "nab")
            .map(name -> shipped.definition(named(name)))
            .toList();

    assertThat(definitions)
        .extracting(DetectorDefinition::threshold)
        .containsOnly(new Threshold.Evidence(Sensitivity.NORMAL));
    assertThat(definitions)
        .extracting(DetectorDefinition::alerts)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("reopenWithin")
        .containsOnly(definitions.get(0).alerts());
    assertThat(definitions)
        .allSatisfy(
            definition ->
                assertThat(definition.alerts().reopenWithin())
                    .isEqualTo(
                        definition.window().tick().multipliedBy(definition.window().length())));
  }

  private PublicSet named(String name) {
    return new PublicSet(
        name, set.folder(), set.sampling(), set.features(), set.calibration(), set.training());
  }

  @Test
  void aSetWithoutADefinitionIsReadAsItIs() {
    DetectorDefinition definition = new SetDefinitions(folder).definition(set);

    assertThat(definition.name()).isEqualTo("mill");
    assertThat(definition.featureNames()).containsExactly("speed", "load");
    assertThat(definition.window().tick()).isEqualTo(Duration.ofMillis(500));
    assertThat(definition.window().length()).isEqualTo(30);
    assertThat(definition.threshold()).isEqualTo(new Threshold.Evidence(Sensitivity.NORMAL));
  }

  @Test
  void aDefinitionSaysHowWindowsAreCutAndNothingOfThresholds() throws IOException {
    Files.writeString(
        folder.resolve("mill.yaml"),
        DEFINITION + "threshold: {value: 3}\nalerts: {minDeviation: {speed: 1}}\n");

    DetectorDefinition definition = new SetDefinitions(folder).definition(set);

    assertThat(definition.window().length()).isEqualTo(8);
    assertThat(definition.featureNames()).containsExactly("speed");
    assertThat(definition.threshold()).isEqualTo(new Threshold.Evidence(Sensitivity.NORMAL));
    assertThat(definition.alerts()).extracting(AlertPolicy::minDeviation).isEqualTo(Map.of());
  }

  @Test
  void namesTheFileThatIsNotAccepted() throws IOException {
    Files.writeString(folder.resolve("mill.yaml"), DEFINITION + "smoothing: 1\n");

    assertThatThrownBy(() -> new SetDefinitions(folder).definition(set))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("mill.yaml: smoothing: there is no such field");
  }
}
