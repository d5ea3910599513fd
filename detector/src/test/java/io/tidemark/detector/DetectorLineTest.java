package io.tidemark.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class DetectorLineTest {
  /** Warm enough for a threshold that noise does not cross. */
  private final DetectorDefinition definition =
      Definitions.parse(Definitions.PUMP.replace("warmup: 12", "warmup: 60"));

  @Test
  void opensAndResolvesAnIncidentAroundAJump() {
    Recorder recorder = run(SensorStream.noisy("p1", 140, 100, 1));
    assertThat(recorder.alerts)
        .extracting(AnomalyAlert::getState)
        .contains(AlertState.OPEN, AlertState.RESOLVED);
    AnomalyAlert open = recorder.alerts.get(0);
    assertThat(open.getOpenedAt().getEpochSecond()).isBetween(101L, 104L);
    assertThat(open.getFeatures().get(0).getFeature()).isEqualTo("current");
    assertThat(open.getFeatures().get(0).getObserved()).isGreaterThan(15);
  }

  @Test
  void aKeysVerdictsDoNotDependOnTheOtherKeys() {
    List<Observation> alone = SensorStream.noisy("p1", 140, 100, 1);
    List<Observation> together = new ArrayList<>(alone);
    for (int key = 2; key < 30; key++) {
      together.addAll(SensorStream.noisy("p" + key, 140, 70 + key, key));
    }
    together.sort(Comparator.comparingLong(Observation::eventTimeMicros));
    List<Verdict> expected = run(alone).verdicts;
    List<Verdict> found =
        run(together).verdicts.stream()
            .filter(verdict -> verdict.scored().window().key().equals("p1"))
            .toList();
    assertThat(found)
        .usingRecursiveComparison()
        .ignoringFields("scored.window.sources")
        .isEqualTo(expected);
  }

  @Test
  void cuttingTheFutureChangesNoVerdict() {
    List<Observation> whole = SensorStream.noisy("p1", 140, 100, 1);
    List<Verdict> expected = run(whole).verdicts;
    List<Verdict> found = run(whole.subList(0, 110)).verdicts;
    assertThat(found).usingRecursiveComparison().isEqualTo(expected.subList(0, found.size()));
    assertThat(found).hasSize(110 - 60);
  }

  private Recorder run(List<Observation> stream) {
    Recorder recorder = new Recorder();
    try (OnnxModel model =
        OnnxModel.open("tiny", TinyModel.of(definition).bytes(), ProviderPreference.CPU)) {
      DetectorLine line = new DetectorLine(definition, model, recorder);
      stream.forEach(line::add);
      line.finish();
    }
    return recorder;
  }

  private static final class Recorder implements DetectorLine.Listener {
    private final List<Verdict> verdicts = new ArrayList<>();
    private final List<AnomalyAlert> alerts = new ArrayList<>();

    @Override
    public void judged(Verdict verdict) {
      verdicts.add(verdict);
    }

    @Override
    public void alert(AnomalyAlert alert) {
      alerts.add(alert);
    }
  }
}
