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
import io.tidemark.schemas.Severity;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** Windows of 20 ticks of a second, a lateness of 2 s, a gap of 3 ticks, a warm-up of 40. */
class DeadReadingsTest {
  private static final String YAML =
      Definitions.PUMP.replace("length: 4", "length: 20").replace("warmup: 12", "warmup: 40");

  /** Nothing is an anomaly. */
  private static final String CALM = YAML + "threshold: {value: 1000000}\n";

  @Test
  void aReadingThatStopsIsToldAsItsSeverityRisesAndResolvedWhenItComesAgain() {
    List<AnomalyAlert> alerts = alerts(CALM, 200, second -> second < 60 || second >= 100);

    assertThat(alerts)
        .extracting(AnomalyAlert::getState)
        .containsExactly(AlertState.OPEN, AlertState.UPDATE, AlertState.RESOLVED);
    assertThat(alerts)
        .extracting(AnomalyAlert::getSeverity)
        .containsExactly(Severity.LOW, Severity.HIGH, Severity.HIGH);
    assertThat(alerts.get(1).getNote())
        .isEqualTo("pressure: no value for 12s while other readings come.");
    assertThat(alerts.get(0).getNote())
        .isEqualTo("pressure: no value for 4s while other readings come.");
    assertThat(alerts.get(0).getOpenedAt().getEpochSecond()).isEqualTo(64);
    assertThat(alerts.get(2).getUpdatedAt().getEpochSecond()).isEqualTo(101);
  }

  @Test
  void aReadingThatComesAndGoesIsToldOnce() {
    List<AnomalyAlert> alerts = alerts(CALM, 400, second -> second < 60 || second / 5 % 2 == 0);

    assertThat(alerts)
        .extracting(AnomalyAlert::getState)
        .containsExactly(AlertState.OPEN, AlertState.RESOLVED);
  }

  @Test
  void aReadingThatWasAbsentInTheWarmUpIsNotExpected() {
    assertThat(alerts(CALM, 200, second -> false)).isEmpty();
  }

  @Test
  void nothingIsToldWhereItIsSwitchedOff() {
    String off = CALM + "health: {missingReading: false}\n";

    assertThat(alerts(off, 200, second -> second < 60)).isEmpty();
  }

  @Test
  void aReadingThatStopsAsAnAnomalyOpensIsPartOfItsIncident() {
    List<AnomalyAlert> alerts = all(YAML, 100, second -> second < 60);

    assertThat(alerts).extracting(AnomalyAlert::getKind).containsOnly(AlertKind.ANOMALY);
    List<AnomalyAlert> telling = alerts.stream().filter(alert -> alert.getNote() != null).toList();
    assertThat(telling.get(0).getState()).isEqualTo(AlertState.UPDATE);
    assertThat(telling.get(0).getNote())
        .isEqualTo("pressure: no value for 4s while other readings come.");
    assertThat(telling.get(0).getUpdatedAt().getEpochSecond()).isBetween(64L, 66L);
  }

  @Test
  void aReadingThatIsStillAbsentWhenTheAnomalyIsOverHasAnIncidentOfItsOwn() {
    List<AnomalyAlert> alerts = all(YAML, 4_000, second -> second < 60);

    int over = states(alerts).indexOf("ANOMALY RESOLVED");
    int told = states(alerts).indexOf("MISSING_READING OPEN");
    assertThat(over).isGreaterThan(0);
    assertThat(told).isGreaterThan(over);
    assertThat(alerts.get(told).getOpenedAt()).isAfterOrEqualTo(alerts.get(over).getUpdatedAt());
  }

  private static List<String> states(List<AnomalyAlert> alerts) {
    return alerts.stream().map(alert -> alert.getKind() + " " + alert.getState()).toList();
  }

  private static List<AnomalyAlert> alerts(String yaml, int seconds, IntPredicate pressure) {
    return all(yaml, seconds, pressure).stream()
        .filter(alert -> alert.getKind() == AlertKind.MISSING_READING)
        .toList();
  }

  private static List<AnomalyAlert> all(String yaml, int seconds, IntPredicate pressure) {
    DetectorDefinition definition = Definitions.parse(yaml);
    try (OnnxModel file =
        OnnxModel.open("tiny", TinyModel.of(definition).bytes(), ProviderPreference.CPU)) {
      LineHost host =
          new LineHost(definition, DetectorModels.of(LineModel.of(definition, file, 1, 1)));
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
      return List.copyOf(host.recorder.alerts());
    }
  }
}
