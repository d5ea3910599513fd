package io.tidemark.detector.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.CompanionAlone;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.FeatureDeviation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A detector without a model: warm-up of 100 seconds. */
class CompanionAloneTest {
  private static final int WARM_UP = 100;
  private static final String YAML =
      Definitions.PUMP
          .replace("warmup: 12", "warmup: " + WARM_UP)
          .replace("model: {path: pump.onnx, provider: cpu}\n", "");

  private final DetectorDefinition definition = Definitions.parse(YAML);
  private final LineModel alone = LineModel.companionAlone(definition, 4, 1);
  private final LineHost host = new LineHost(definition, DetectorModels.of(alone));

  @Test
  void findsAJumpAndExplainsItInRawUnits() {
    read(SensorStream.noisy("k", 300, 200, 1));

    List<AnomalyAlert> alerts = host.recorder.alerts();
    assertThat(alerts).extracting(AnomalyAlert::getState).contains(AlertState.OPEN);
    AnomalyAlert opening = alerts.get(0);
    assertThat(opening.getOpenedAt().getEpochSecond()).isBetween(200L, 206L);
    assertThat(opening.getModel()).isEqualTo(CompanionAlone.IDENTITY);
    assertThat(opening.getAutoencoderScore()).isNull();
    assertThat(opening.getCompanionScore()).isGreaterThan(1);
    FeatureDeviation first = opening.getFeatures().get(0);
    assertThat(first.getFeature()).isEqualTo("current");
    assertThat(first.getObserved()).isGreaterThan(16);
    assertThat(first.getExpected()).isBetween(8.0, 12.0);
    assertThat(first.getShare()).isGreaterThan(0.9);
    assertThat(first.getNormalLow()).isBetween(8.0, 10.0);
    assertThat(first.getNormalHigh()).isBetween(10.0, 12.0);
  }

  @Test
  void findsReadingsThatPartWaysThoughEachIsInItsRange() {
    List<Observation> stream = new ArrayList<>();
    Random random = new Random(2);
    for (int second = 0; second < 400; second++) {
      double load = Math.sin(second / 5.0) + 0.02 * random.nextGaussian();
      double pressure = second < 300 ? load : -load;
      stream.add(
          SensorStream.at(
              "k", second * 1000L, second, 10 + load, 3 + pressure + 0.02 * random.nextGaussian()));
    }
    read(stream);

    assertThat(host.recorder.alerts())
        .isNotEmpty()
        .allMatch(alert -> alert.getOpenedAt().getEpochSecond() >= 300);
    assertThat(host.recorder.alerts().get(0).getOpenedAt().getEpochSecond()).isBetween(300L, 315L);
    assertThat(host.recorder.alerts().get(0).getFeatures()).hasSize(2);
  }

  @Test
  void aModelTakesOverWithoutATickThatIsNotJudged() {
    try (OnnxModel file =
        OnnxModel.open("tiny", TinyModel.of(definition).bytes(), ProviderPreference.CPU)) {
      LineModel model = LineModel.of(definition, file, 4, 1);
      read(SensorStream.noisy("k", 500, 1_000, 1).subList(0, 200));
      host.line.serve(new DetectorModels(model, alone, null));
      read(SensorStream.noisy("k", 500, 1_000, 1).subList(200, 400));
      host.line.serve(new DetectorModels(alone, model, null));
      read(SensorStream.noisy("k", 500, 1_000, 1).subList(400, 500));
      host.finish();
    }

    List<String> digests = host.recorder.judged().stream().map(one -> one.digest()).toList();
    assertThat(digests).hasSize(500 - WARM_UP);
    assertThat(digests.subList(0, 97)).containsOnly(CompanionAlone.DIGEST);
    assertThat(digests.get(300 - 5)).isNotEqualTo(CompanionAlone.DIGEST);
    assertThat(digests.subList(300, 400)).containsOnly(CompanionAlone.DIGEST);
  }

  private void read(List<Observation> stream) {
    for (Observation observation : stream) {
      host.observe(observation, observation.eventTimeMillis(), observation.eventTimeMillis());
    }
    host.line.flush();
  }
}
