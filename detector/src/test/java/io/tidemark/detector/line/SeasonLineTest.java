package io.tidemark.detector.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.Recorder;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.line.LineHost.Chance;
import io.tidemark.detector.line.PartitionedLog.Entry;
import io.tidemark.detector.model.CarryingModel;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.FeatureDeviation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keys with a daily season, in ticks of ten minutes: their first reading is about 62 at noon and 38
 * at midnight.
 */
class SeasonLineTest {
  private static final long TICK = Duration.ofMinutes(10).toMillis();
  private static final int DAY = 144;
  private static final int NIGHT = 18; // tick of a day at 3 a.m.
  private static final int DAYS = 16;
  private static final int NONE = -1;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aValueOfNoonAtNightIsFoundAndExplainedByTheNight(boolean carrying) {
    DetectorDefinition definition = definition("auto");
    int fault = 15 * DAY + NIGHT;
    Recorder found = run(definition, carrying, 64, List.of(device("k", 1, fault)), Chance.none());

    List<AnomalyAlert> late =
        found.alerts(AlertKind.ANOMALY).stream()
            .filter(alert -> alert.getState() == AlertState.OPEN)
            .filter(alert -> alert.getOpenedAt().toEpochMilli() >= 6 * DAY * TICK)
            .toList();
    assertThat(late).hasSize(1);
    AnomalyAlert alert = late.get(0);
    assertThat(alert.getOpenedAt().toEpochMilli() / TICK).isBetween((long) fault, fault + 6L);
    FeatureDeviation current = alert.getFeatures().get(0);
    assertThat(current.getFeature()).isEqualTo("current");
    assertThat(current.getObserved()).isCloseTo(62, within(4.0));
    assertThat(current.getNormalLow() + current.getNormalHigh()).isBetween(2 * 38.0, 2 * 46.0);
    assertThat(current.getExpected()).isBetween(current.getNormalLow(), current.getNormalHigh());
    assertThat(current.getNormalHigh()).isLessThan(62);
  }

  @Test
  void withoutASeasonNoonIsNormalAtNight() {
    int fault = 15 * DAY + NIGHT;
    Recorder off = run(definition("off"), false, 64, List.of(device("k", 1, fault)), Chance.none());

    assertThat(off.alerts(AlertKind.ANOMALY))
        .filteredOn(alert -> alert.getOpenedAt().toEpochMilli() / TICK >= fault)
        .isNotEmpty()
        .allSatisfy(
            alert -> assertThat(alert.getFeatures().get(0).getNormalHigh()).isGreaterThan(62));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nothingDependsOnBatchesAndRestores(boolean carrying) {
    DetectorDefinition definition = definition("auto");
    List<List<Entry>> devices =
        List.of(device("a", 2, NONE), device("b", 3, 9 * DAY), device("c", 4, 11 * DAY + NIGHT));
    Recorder oneByOne = run(definition, carrying, 1, devices, Chance.none());
    assertThat(oneByOne.verdicts())
        .anyMatch(verdict -> Math.abs(verdict.scored().window().seasonal(0)) > 5);
    for (int batch : new int[] {7, 64}) {
      Recorder found = run(definition, carrying, batch, devices, Chance.all(batch));
      for (String key : List.of("a", "b", "c")) {
        List<Verdict> expected = verdicts(oneByOne, key);
        List<Verdict> verdicts = verdicts(found, key);
        assertThat(verdicts).hasSameSizeAs(expected);
        for (int i = 0; i < verdicts.size(); i++) {
          double score = expected.get(i).score();
          assertThat(verdicts.get(i).score()).isCloseTo(score, within(1e-6 * (1 + score)));
          assertThat(verdicts.get(i).anomalous()).isEqualTo(expected.get(i).anomalous());
          assertThat(verdicts.get(i).scored().window().season())
              .isEqualTo(expected.get(i).scored().window().season());
        }
      }
    }
  }

  private static DetectorDefinition definition(String season) {
    return Definitions.parse(
        Definitions.PUMP
            .replace("tick: 1s", "tick: 10m")
            .replace("updateEvery: 5s", "updateEvery: 1h")
            .replace("warmup: 12", "warmup: 160, season: " + season));
  }

  /**
   * A key's events.
   *
   * @param fault the tick from which on it shows values of noon for an hour; none where negative
   */
  private static List<Entry> device(String key, long seed, int fault) {
    Random random = new Random(seed);
    List<Entry> entries = new ArrayList<>();
    for (int tick = 0; tick < DAYS * DAY; tick++) {
      boolean wrong = fault >= 0 && tick >= fault && tick < fault + 6;
      double angle = wrong ? Math.PI / 2 : 2 * Math.PI * (tick % DAY - DAY / 4.0) / DAY;
      double current = 50 + 12 * Math.sin(angle) + random.nextGaussian();
      long millis = tick * TICK;
      entries.add(
          new Entry(
              millis, SensorStream.at(key, millis, 0, current, 3 + 0.2 * random.nextGaussian())));
    }
    return entries;
  }

  private static List<Verdict> verdicts(Recorder recorder, String key) {
    return recorder.verdicts().stream()
        .filter(verdict -> verdict.scored().window().key().equals(key))
        .toList();
  }

  private static Recorder run(
      DetectorDefinition definition,
      boolean carrying,
      int batch,
      List<List<Entry>> devices,
      Chance chance) {
    byte[] file =
        carrying ? CarryingModel.of(definition).bytes() : TinyModel.of(definition).bytes();
    try (OnnxModel model = OnnxModel.open("tiny", file, ProviderPreference.CPU)) {
      DetectorModels detectorModels = DetectorModels.of(LineModel.of(definition, model, batch, 1));
      LineHost host = new LineHost(definition, detectorModels);
      return host.read(PartitionedLog.partitions(devices), chance).finish().recorder;
    }
  }
}
