package io.tidemark.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.line.LineListener;
import io.tidemark.detector.line.OutputException;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.Window;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertPhase;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.FeatureDeviation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DetectorLineTest {
  /** Warm enough for a threshold that noise does not cross. */
  private final DetectorDefinition definition =
      Definitions.parse(Definitions.PUMP.replace("warmup: 12", "warmup: 60"));

  @Test
  void opensAndResolvesAnIncidentAroundAJump() {
    Recorder recorder = run(SensorStream.noisy("p1", 140, 100, 1));
    assertThat(recorder.alerts())
        .extracting(AnomalyAlert::getState)
        .contains(AlertState.OPEN, AlertState.RESOLVED);
    AnomalyAlert open = recorder.alerts().get(0);
    assertThat(open.getOpenedAt().getEpochSecond()).isBetween(101L, 104L);
    assertThat(open.getFeatures().get(0).getFeature()).isEqualTo("current");
    assertThat(open.getFeatures().get(0).getObserved()).isGreaterThan(15);
  }

  @Test
  void theRangeOfACountDoesNotReachBelowZero() {
    List<Observation> stream = new ArrayList<>();
    Random random = new Random(5);
    for (int second = 0; second < 140; second++) {
      boolean jump = second >= 100 && second < 110;
      double count = Math.rint(2 * Math.abs(random.nextGaussian())) + (jump ? 60 : 0);
      double offset = 0.2 * random.nextGaussian() + (jump ? 6 : 0);
      stream.add(SensorStream.at("p1", second * 1000L, second, count, offset));
    }

    List<AnomalyAlert> alerts = run(stream).alerts();

    assertThat(alerts).isNotEmpty();
    for (AnomalyAlert alert : alerts) {
      for (FeatureDeviation feature : alert.getFeatures()) {
        boolean counts = feature.getFeature().equals("current");
        assertThat(feature.getNormalLow() < 0).as(alert.toString()).isEqualTo(!counts);
        assertThat(feature.getExpected()).isGreaterThanOrEqualTo(feature.getNormalLow());
      }
    }
  }

  /** To go on would lose what the host could not take. */
  @Test
  void aHostThatCannotTakeAnAlertHearsOfIt() {
    OutputException lost = new OutputException(new IllegalStateException("the sink is away"));
    try (OnnxModel model =
        OnnxModel.open("tiny", TinyModel.of(definition).bytes(), ProviderPreference.CPU)) {
      DetectorLine line =
          new DetectorLine(
              definition,
              model,
              new LineListener() {
                @Override
                public void alert(AnomalyAlert alert) {
                  throw lost;
                }
              });
      assertThatThrownBy(
              () -> {
                SensorStream.noisy("p1", 140, 100, 1).forEach(line::add);
                line.finish();
              })
          .isSameAs(lost);
    }
  }

  @Test
  void aKeysVerdictsDoNotDependOnTheOtherKeys() {
    List<Observation> alone = SensorStream.noisy("p1", 140, 100, 1);
    List<Observation> together = new ArrayList<>(alone);
    for (int key = 2; key < 30; key++) {
      together.addAll(SensorStream.noisy("p" + key, 140, 70 + key, key));
    }
    together.sort(Comparator.comparingLong(Observation::eventTimeMicros));
    List<Verdict> expected = run(alone).verdicts();
    List<Verdict> found =
        run(together).verdicts().stream()
            .filter(verdict -> verdict.scored().window().key().equals("p1"))
            .toList();
    assertThat(found)
        .usingRecursiveComparison()
        .ignoringFields("scored.window.sources")
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(Mixing.class)
  void withoutALogItDoesNotMatterHowTheKeysAreMixed(Mixing mixing) {
    DetectorDefinition watched =
        Definitions.parse(
            Definitions.PUMP.replace("warmup: 12", "warmup: 60")
                + "health: {gap: 20s, late: true, clockAhead: true, clockBehind: true}\n");
    List<Observation> stream = new ArrayList<>();
    for (int key = 0; key < 5; key++) {
      int late = 30 * key;
      SensorStream.noisy("p" + key, 200, 100, key).stream()
          .filter(seen -> seen.eventTimeMillis() < 150_000 || seen.eventTimeMillis() > 180_000)
          .map(
              seen ->
                  SensorStream.at(
                      seen.key(),
                      seen.eventTimeMillis() + late * 1000,
                      seen.source().offset(),
                      seen.values()))
          .forEach(stream::add);
    }
    stream.sort(Comparator.comparingLong(Observation::eventTimeMicros));

    Recorder expected = run(watched, stream);
    Recorder found = run(watched, mixing.of(stream, Observation::key));

    // Of p0 and p1 to p3 the end of the table is a silence.
    assertThat(expected.alerts(AlertKind.GAP))
        .extracting(AnomalyAlert::getState)
        .filteredOn(state -> state != AlertState.UPDATE)
        .containsOnly(AlertState.OPEN, AlertState.RESOLVED)
        .hasSize(5 + 5 + 4);
    assertThat(expected.late()).isEmpty();
    assertThat(expected.alerts(AlertKind.CLOCK_BEHIND)).isEmpty();
    for (int key = 0; key < 5; key++) {
      String name = "p" + key;
      assertThat(ofKey(found, name))
          .usingRecursiveComparison()
          .ignoringFields("scored.window.sources")
          .isEqualTo(ofKey(expected, name));
    }
    // Health is told at once, anomalies with their batch.
    assertThat(found.alerts()).containsExactlyInAnyOrderElementsOf(expected.alerts());
  }

  private static List<Verdict> ofKey(Recorder recorder, String key) {
    return recorder.verdicts().stream()
        .filter(verdict -> verdict.scored().window().key().equals(key))
        .toList();
  }

  @Test
  void cuttingTheFutureChangesNoVerdict() {
    List<Observation> whole = SensorStream.noisy("p1", 140, 100, 1);
    List<Verdict> expected = run(whole).verdicts();
    List<Verdict> found = run(whole.subList(0, 110)).verdicts();
    assertThat(found).usingRecursiveComparison().isEqualTo(expected.subList(0, found.size()));
    assertThat(found).hasSize(110 - 60);
  }

  @Test
  void aLevelThatStaysBecomesNormal() {
    DetectorDefinition settling = with("newNormalAfter: 40s");
    List<Observation> stream = new ArrayList<>();
    Random random = new Random(1);
    for (int second = 0; second < 600; second++) {
      double level = second < 100 ? 10 : second < 500 ? 22 : 40;
      stream.add(
          SensorStream.at(
              "p1",
              second * 1000L,
              second,
              level + random.nextGaussian() * 0.5,
              3 + random.nextGaussian() * 0.2));
    }
    Recorder recorder = run(settling, stream);
    List<AnomalyAlert> ends =
        recorder.alerts().stream().filter(a -> a.getState() == AlertState.NEW_NORMAL).toList();
    assertThat(ends).hasSizeBetween(1, 2);
    long learnedAt = ends.get(0).getUpdatedAt().getEpochSecond();
    assertThat(learnedAt)
        .isBetween(140L, 215L); // the score itself takes time to settle, being smoothed
    // Silent while it learns and normal on the new level, until the level changes again.
    assertThat(recorder.alerts())
        .filteredOn(a -> a.getState() == AlertState.OPEN)
        .extracting(a -> a.getOpenedAt().getEpochSecond())
        .noneMatch(second -> second > 110 && second < 500)
        .anyMatch(second -> second >= 500 && second < 510);
    assertThat(recorder.verdicts())
        .filteredOn(v -> v.scored().window().endMillis() > 450_000)
        .filteredOn(v -> v.scored().window().endMillis() < 500_000)
        .hasSizeGreaterThan(40)
        .filteredOn(Verdict::anomalous)
        .hasSizeLessThan(3); // the threshold is a quantile of 0.99
  }

  @Test
  void readingsInRecordsOfTheirOwnInTheSameSecondAreAllWatched() {
    List<Observation> stream = new ArrayList<>();
    for (Observation both : SensorStream.noisy("p1", 100, 999, 1)) {
      long millis = both.eventTimeMillis();
      stream.add(SensorStream.at("p1", millis, stream.size(), both.values()[0], Double.NaN));
      double stuck = millis < 70_000 ? both.values()[1] : 3;
      stream.add(SensorStream.at("p1", millis, stream.size(), Double.NaN, stuck));
    }
    DetectorDefinition watched =
        Definitions.parse(
            Definitions.PUMP.replace("warmup: 12", "warmup: 60") + "health: {flatLine: 10s}\n");
    Recorder recorder = run(watched, stream);
    assertThat(recorder.late()).isEmpty();
    assertThat(recorder.verdicts()).hasSize(100 - 60);
    assertThat(recorder.verdicts().get(0).scored().window().imputedShare()).isZero();
    List<AnomalyAlert> flat = recorder.alerts(AlertKind.FLAT_LINE);
    assertThat(flat).extracting(AnomalyAlert::getState).containsExactly(AlertState.OPEN);
    assertThat(flat.get(0).getOpenedAt().getEpochSecond()).isEqualTo(81);
    assertThat(flat.get(0).getNote()).startsWith("pressure:");
  }

  @Test
  void theWarmUpIsSilentUnlessAskedFor() {
    List<Observation> jumpEarly = SensorStream.noisy("p1", 140, 40, 1);
    assertThat(run(jumpEarly).alerts())
        .allMatch(alert -> alert.getOpenedAt().getEpochSecond() > 60);
    Recorder asked = run(with("duringWarmup: true"), jumpEarly);
    assertThat(asked.alerts().get(0).getPhase()).isEqualTo(AlertPhase.WARM_UP);
    assertThat(asked.alerts().get(0).getOpenedAt().getEpochSecond()).isBetween(41L, 46L);
    assertThat(asked.verdicts().stream().filter(v -> phase(v) == Window.Phase.LIVE))
        .usingRecursiveFieldByFieldElementComparator()
        .isEqualTo(run(jumpEarly).verdicts());
  }

  private static Window.Phase phase(Verdict verdict) {
    return verdict.scored().window().phase();
  }

  @Test
  void aLargeAnomalyIsExplainedByTheKeysNormalRange() {
    AnomalyAlert open = run(SensorStream.noisy("p1", 140, 100, 1)).alerts().get(0);
    FeatureDeviation current = open.getFeatures().get(0);
    assertThat(current.getNormalLow()).isBetween(8.0, 9.2);
    assertThat(current.getNormalHigh()).isBetween(10.8, 12.0);
    assertThat(current.getExpected()).isBetween(current.getNormalLow(), current.getNormalHigh());
  }

  private DetectorDefinition with(String policy) {
    return Definitions.parse(
        Definitions.PUMP
            .replace("warmup: 12", "warmup: 60")
            .replace("updateEvery: 5s", "updateEvery: 5s, " + policy));
  }

  private Recorder run(List<Observation> stream) {
    return run(definition, stream);
  }

  private static Recorder run(DetectorDefinition definition, List<Observation> stream) {
    Recorder recorder = new Recorder();
    try (OnnxModel model =
        OnnxModel.open("tiny", TinyModel.of(definition).bytes(), ProviderPreference.CPU)) {
      DetectorLine line = new DetectorLine(definition, model, recorder);
      stream.forEach(line::add);
      line.finish();
    }
    return recorder;
  }
}
