package io.tidemark.detector.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.Baseline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

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

  private static ModelMetadata metadata(int features, int windowLength) {
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
        List.of());
  }
}
