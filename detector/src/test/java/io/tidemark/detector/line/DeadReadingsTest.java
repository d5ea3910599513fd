package io.tidemark.detector.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** Windows of 20 ticks of a second, a lateness of 2 s, a gap of 3 ticks, a warm-up of 40. */
class DeadReadingsTest {
  private static final String YAML =
      Definitions.PUMP.replace("length: 4", "length: 20").replace("warmup: 12", "warmup: 40");

  @Test
  void aReadingThatStopsIsToldOnceAndResolvedWhenItComesAgain() {
    List<AnomalyAlert> alerts = alerts(YAML, 200, second -> second < 60 || second >= 100);

    assertThat(alerts)
        .extracting(AnomalyAlert::getState)
        .containsExactly(AlertState.OPEN, AlertState.RESOLVED);
    assertThat(alerts.get(0).getNote())
        .isEqualTo("pressure: no value for 4s while other readings come.");
    assertThat(alerts.get(0).getOpenedAt().getEpochSecond()).isEqualTo(64);
    assertThat(alerts.get(1).getUpdatedAt().getEpochSecond()).isEqualTo(101);
  }

  @Test
  void aReadingThatComesAndGoesIsToldOnce() {
    List<AnomalyAlert> alerts = alerts(YAML, 400, second -> second < 60 || second / 5 % 2 == 0);

    assertThat(alerts)
        .extracting(AnomalyAlert::getState)
        .containsExactly(AlertState.OPEN, AlertState.RESOLVED);
  }

  @Test
  void aReadingThatWasAbsentInTheWarmUpIsNotExpected() {
    assertThat(alerts(YAML, 200, second -> false)).isEmpty();
  }

  @Test
  void nothingIsToldWhereItIsSwitchedOff() {
    String off = YAML + "health: {missingReading: false}\n";

    assertThat(alerts(off, 200, second -> second < 60)).isEmpty();
  }

  private static List<AnomalyAlert> alerts(String yaml, int seconds, IntPredicate pressure) {
    DetectorDefinition definition = Definitions.parse(yaml);
    try (OnnxModel file =
        OnnxModel.open("tiny", TinyModel.of(definition).bytes(), ProviderPreference.CPU)) {
      LineHost host = new LineHost(definition, Lineup.of(LineModel.of(definition, file, 1, 1)));
      Random random = new Random(1);
      for (int second = 0; second < seconds; second++) {
        double noise = random.nextGaussian();
        host.observe(
            SensorStream.at(
                "p",
                second * 1000L,
                second,
                10 + noise,
                pressure.test(second) ? 3 + 0.1 * noise : Double.NaN),
            second * 1000L,
            second * 1000L);
      }
      return host.recorder.alerts().stream()
          .filter(alert -> alert.getKind() == AlertKind.MISSING_READING)
          .toList();
    }
  }
}
