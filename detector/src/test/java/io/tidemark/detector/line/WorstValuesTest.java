package io.tidemark.detector.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.FeatureDeviation;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How far each feature of an incident was from normal, also after a restart in its middle. */
class WorstValuesTest {
  private static final int JUMP = 100;
  private static final DetectorDefinition DEFINITION =
      Definitions.parse(Definitions.PUMP.replace("warmup: 12", "warmup: 40"));

  @Test
  void messagesHaveTheValueThatWasFurthestFromNormal() {
    List<AnomalyAlert> alerts = alerts(false);
    assertThat(alerts).extracting(AnomalyAlert::getState).contains(AlertState.RESOLVED);
    for (AnomalyAlert alert : alerts) {
      FeatureDeviation first = alert.getFeatures().get(0);
      double worst = Objects.requireNonNull(first.getWorst());
      assertThat(worst < first.getNormalLow() || worst > first.getNormalHigh())
          .as("%s", alert)
          .isTrue();
    }
  }

  @Test
  void aRestartKeepsThem() {
    assertThat(alerts(true)).isEqualTo(alerts(false));
  }

  private static List<AnomalyAlert> alerts(boolean restores) {
    try (OnnxModel file =
        OnnxModel.open("tiny", TinyModel.of(DEFINITION).bytes(), ProviderPreference.CPU)) {
      LineModel model = LineModel.of(DEFINITION, file, 7, 1);
      LineHost host = new LineHost(DEFINITION, DetectorModels.of(model), Duration.ofSeconds(300));
      for (Observation event : SensorStream.noisy("p", 140, JUMP, 1)) {
        long millis = event.eventTimeMillis();
        host.observe(event, millis, millis);
        if (restores && millis % 2_000 == 0) {
          host.line.flush();
          host.restore("p");
        }
      }
      return host.finish().recorder.alerts(AlertKind.ANOMALY);
    }
  }
}
