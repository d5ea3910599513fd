package io.tidemark.detector.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.Baseline;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelMetadataTest {
  @Test
  void aWindowMayNotHoldMoreValuesThanABatchMayCost() {
    assertThat(metadata(10, 10_000).windowLength()).isEqualTo(10_000);
    assertThatThrownBy(() -> metadata(11, 10_000))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "metadata tidemark.windowLength times the number of features: 110,000 is not accepted;"
                + " it must be from 1 to 100,000");
  }

  @Test
  void whatADetectorKeepsOfAFileIsBounded() {
    GoldenWindow golden = new GoldenWindow(new float[1], 0);
    assertThat(metadata(1, 1, Collections.nCopies(100, golden)).golden()).hasSize(100);
    assertThatThrownBy(() -> metadata(1, 1, Collections.nCopies(101, golden)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("goldenWindows: 101 is not accepted");
    assertThatThrownBy(
            () ->
                new ScoreQuantiles(
                    Collections.nCopies(1_001, 1.0), Collections.nCopies(1_001, 1.0)))
        .isInstanceOf(ModelException.class)
        .hasMessage("score quantiles: 1,001 are not accepted; there may be 1,000");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void statisticsOfAFleetAreFinite(float value) {
    assertThatThrownBy(
            () -> new FleetStatistics(new float[] {1, value}, new float[0], new float[0]))
        .isInstanceOf(ModelException.class)
        .hasMessage("fleet error: " + value + " is not accepted; it must be finite");
  }

  private static ModelMetadata metadata(int features, int windowLength) {
    return metadata(features, windowLength, List.of());
  }

  private static ModelMetadata metadata(int features, int windowLength, List<GoldenWindow> golden) {
    return new ModelMetadata(
        "name",
        "1",
        Instant.EPOCH,
        "lstm",
        IntStream.range(0, features).mapToObj(i -> "f" + i).toList(),
        Map.of(),
        windowLength,
        Duration.ofSeconds(1),
        Baseline.Per.KEY,
        "",
        ScoreQuantiles.of(new double[] {1, 2, 3}),
        golden);
  }
}
