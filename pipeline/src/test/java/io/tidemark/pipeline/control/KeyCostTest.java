package io.tidemark.pipeline.control;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ModelException;
import io.tidemark.pipeline.PumpDetectors;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a key may cost that a command brings. */
class KeyCostTest {
  private static final String FEATURE = "  - {name: f%d, from: readings.F%d, aggregate: %s}\n";

  @Test
  void keysOfAHundredFeaturesAreAccepted() {
    assertThatCode(() -> KeyCost.require(features(100, "mean", "2s"), 128, 0))
        .doesNotThrowAnyException();
  }

  /** Learning their shape takes time by the cube of their length. */
  @Test
  void vectorsThatAreTooLongToLearnAreRefused() {
    assertThatThrownBy(() -> KeyCost.require(features(400, "mean", "2s"), 0, 0))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("vectors of length 2,000");
    assertThatThrownBy(() -> KeyCost.require(features(1, "mean", "2s"), 4_096, 0))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("vectors of length 4,096");
  }

  @Test
  void sketchesOfDistinctValuesCount() {
    assertThatCode(() -> KeyCost.require(features(50, "mean", "1000s"), 0, 0))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> KeyCost.require(features(50, "distinct", "1000s"), 0, 0))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("bytes of state");
  }

  private static DetectorDefinition features(int count, String aggregate, String lateness) {
    String features =
        IntStream.range(0, count)
            .mapToObj(i -> FEATURE.formatted(i, i, aggregate))
            .collect(Collectors.joining());
    String head = PumpDetectors.PUMP.substring(0, PumpDetectors.PUMP.indexOf("features:"));
    String tail = PumpDetectors.PUMP.substring(PumpDetectors.PUMP.indexOf("window:"));
    return DefinitionReader.parse(
        head + "features:\n" + features + tail.replace("lateness: 2s", "lateness: " + lateness),
        Path.of("models"));
  }
}
