package io.tidemark.detector.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What feedback does, in a simulation: two machines, one of which has a temperature with bursts
 * that are no faults, and faults in the readings of both.
 */
class FeedbackTest {
  private static final DetectorDefinition DEFINITION =
      Definitions.parse(
          """
          name: plant
          events: {topic: sensor-events, type: SensorEvent, key: deviceId}
          features:
            - {name: temperature, from: readings.temperature}
            - {name: pressure, from: readings.pressure}
            - {name: flow, from: readings.flow}
          window: {tick: 10s, length: 12, stride: 1, lateness: 0s}
          baseline: {per: key, warmup: 400}
          """);
  private static final long TICK = 10_000;
  private static final long START = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
  private static final int WARM_UP = 400;

  /** Ticks in which bursts are judged, and as many afterwards. */
  private static final int PERIOD = 6_000;

  private static final int END = WARM_UP + 2 * PERIOD;
  private static final int SEEDS = 10;
  private static final String NOISY = "noisy";
  private static final double[] DEVIATIONS = {1, 0.1, 0.2};

  /** Ticks that a fault lasts. */
  private static final int FAULT = 24;

  /** A reading that is lifted for some ticks. */
  private record Fault(String key, String feature, int from, int to) {}

  private final List<Fault> faults = new ArrayList<>();

  @Test
  void threeJudgementsHalveTheFalseAlarmsOfANoisyKeyAndNoFaultIsLost() {
    long before = 0;
    long without = 0;
    long with = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      Map<String, List<Observation>> plant = plant(seed);
      List<AnomalyAlert> unjudged = run(plant, 0);
      List<AnomalyAlert> judged = run(plant, 3);

      assertThat(found(judged)).as("seed %d", seed).containsAll(found(unjudged));
      before += falseAlarms(judged, WARM_UP, WARM_UP + PERIOD);
      without += falseAlarms(unjudged, WARM_UP + PERIOD, END);
      with += falseAlarms(judged, WARM_UP + PERIOD, END);
    }
    assertThat(without).isGreaterThan(10);
    assertThat(with).isLessThanOrEqualTo(without / 2).isLessThanOrEqualTo(before / 2);
  }

  @Test
  void theThresholdIsRaisedForTheShapeThatWasJudgedAndTheAlertSaysSo() {
    AnomalyAlert usual = opening(0);
    AnomalyAlert raised = opening(0, noise("a", 0));
    AnomalyAlert other = opening(1, noise("a", 0));

    assertThat(usual.getFeatures().get(0).getFeature()).isEqualTo("temperature");
    assertThat(usual.getThreshold()).isEqualTo(20);
    assertThat(usual.getNote()).isNull();
    assertThat(raised.getThreshold()).isBetween(35.0, 40.0);
    assertThat(raised.getScore()).isGreaterThanOrEqualTo(raised.getThreshold());
    assertThat(raised.getNote()).startsWith("Feedback on earlier incidents raised the threshold");
    assertThat(other.getFeatures().get(0).getFeature()).isEqualTo("pressure");
    assertThat(other).isEqualTo(opening(1));
  }

  @Test
  void feedbackThatIsWithdrawnOrGivenLaterChangesNothing() {
    AlertFeedback withdrawal = noise("a", 100);
    withdrawal.setWithdrawn(true);

    assertThat(opening(0, noise("a", 0), withdrawal)).isEqualTo(opening(0));
    assertThat(opening(0, noise("a", WARM_UP + 250))).isEqualTo(opening(0));
  }

  /** The opening that a lasting jump of one reading causes. */
  private static AnomalyAlert opening(int feature, AlertFeedback... feedback) {
    LineHost host = host();
    for (AlertFeedback said : feedback) {
      host.raised.take(said);
    }
    double[][] values = normal(new Random(1), WARM_UP + 230);
    for (int tick = WARM_UP + 200; tick < values.length; tick++) {
      values[tick][feature] += 12 * DEVIATIONS[feature];
    }
    for (Observation observation : stream(NOISY, values)) {
      long time = observation.eventTimeMillis();
      host.observe(observation, time, time);
    }
    host.finish();
    assertThat(host.recorder.alerts()).isNotEmpty();
    return host.recorder.alerts().get(0);
  }

  private static AlertFeedback noise(String alertId, int tick) {
    return AlertFeedback.newBuilder()
        .setAlertId(alertId)
        .setSequence(0)
        .setDetector("plant")
        .setKey(NOISY)
        .setVerdict(Verdict.NOISE)
        .setTime(Instant.ofEpochMilli(START + tick * TICK))
        .setFeatures(List.of("temperature"))
        .build();
  }

  private static LineHost host() {
    return new LineHost(DEFINITION, DetectorModels.of(LineModel.companionAlone(DEFINITION, 1, 1)));
  }

  private static double[][] normal(Random random, int ticks) {
    double[][] values = new double[ticks][];
    for (int tick = 0; tick < ticks; tick++) {
      values[tick] =
          new double[] {
            60 + DEVIATIONS[0] * random.nextGaussian(),
            3 + DEVIATIONS[1] * random.nextGaussian(),
            8 + DEVIATIONS[2] * random.nextGaussian()
          };
    }
    return values;
  }

  private static List<Observation> stream(String key, double[][] values) {
    List<Observation> stream = new ArrayList<>();
    for (int tick = 0; tick < values.length; tick++) {
      long micros = (START + tick * TICK) * 1000;
      stream.add(new Observation("plant", key, micros, values[tick], new SourcePosition(0, tick)));
    }
    return stream;
  }

  /** Faults are in the second period, and in no reading that has bursts. */
  private Map<String, List<Observation>> plant(long seed) {
    Random random = new Random(seed);
    faults.clear();
    Map<String, List<Observation>> plant = new LinkedHashMap<>();
    for (String key : List.of(NOISY, "calm")) {
      double[][] values = normal(random, END);
      if (key.equals(NOISY)) {
        addBursts(random, values);
      }
      for (int tick = WARM_UP + PERIOD + 200; tick < END - 200; tick += 700) {
        int feature = key.equals(NOISY) ? 1 + random.nextInt(2) : random.nextInt(3);
        double lift = (4 + random.nextInt(5)) * DEVIATIONS[feature];
        faults.add(new Fault(key, DEFINITION.featureNames().get(feature), tick, tick + FAULT));
        for (int i = tick; i < tick + FAULT; i++) {
          values[i][feature] += lift;
        }
      }
      plant.put(key, stream(key, values));
    }
    return plant;
  }

  private static void addBursts(Random random, double[][] values) {
    for (int tick = WARM_UP; tick < END; tick += 300 + random.nextInt(400)) {
      int length = 4 + random.nextInt(8);
      double size = (6 + 6 * random.nextDouble()) * DEVIATIONS[0];
      for (int i = tick; i < Math.min(END, tick + length); i++) {
        values[i][0] += size;
      }
    }
  }

  /** Judges the first openings of the noisy key that its temperature leads, as they come. */
  private static List<AnomalyAlert> run(Map<String, List<Observation>> plant, int judgements) {
    LineHost host = host();
    int given = 0;
    int seen = 0;
    for (List<Observation> key : plant.values()) {
      for (Observation observation : key) {
        long time = observation.eventTimeMillis();
        host.observe(observation, time, time);
        for (; seen < host.recorder.alerts().size(); seen++) {
          AnomalyAlert alert = host.recorder.alerts().get(seen);
          if (given < judgements
              && alert.getState() == AlertState.OPEN
              && alert.getKey().equals(NOISY)
              && leads(alert).equals("temperature")) {
            given++;
            host.raised.take(noise(alert));
          }
        }
      }
    }
    host.finish();
    return host.recorder.alerts();
  }

  private static AlertFeedback noise(AnomalyAlert alert) {
    AlertFeedback feedback = noise(alert.getAlertId(), 0);
    feedback.setTime(alert.getOpenedAt());
    return feedback;
  }

  private static String leads(AnomalyAlert alert) {
    return alert.getFeatures().get(0).getFeature();
  }

  private static long falseAlarms(List<AnomalyAlert> alerts, int from, int to) {
    return alerts.stream()
        .filter(alert -> alert.getState() == AlertState.OPEN && alert.getKey().equals(NOISY))
        .filter(alert -> tick(alert) >= from && tick(alert) < to)
        .filter(alert -> leads(alert).equals("temperature"))
        .count();
  }

  private List<Fault> found(List<AnomalyAlert> alerts) {
    return faults.stream()
        .filter(
            fault ->
                alerts.stream()
                    .filter(alert -> alert.getState() != AlertState.RESOLVED)
                    .anyMatch(alert -> finds(alert, fault)))
        .toList();
  }

  private static boolean finds(AnomalyAlert alert, Fault fault) {
    return alert.getKey().equals(fault.key())
        && leads(alert).equals(fault.feature())
        && tick(alert) >= fault.from()
        && tick(alert) <= fault.to() + DEFINITION.window().length();
  }

  private static long tick(AnomalyAlert alert) {
    return (alert.getUpdatedAt().toEpochMilli() - START) / TICK;
  }
}
