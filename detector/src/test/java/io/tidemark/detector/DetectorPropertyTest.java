package io.tidemark.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.definition.Score;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What holds of every stream, tried on many, with every threshold method and calibration. */
class DetectorPropertyTest {
  private static final int SEEDS = 60;
  private static final int SECONDS = 160;
  private static final int WARM_UP = 60;
  private static final String[] THRESHOLDS = {
    "sensitivity: high", "sensitivity: normal", "sensitivity: low", "value: 2"
  };
  private static final Score[] SCORES = Score.values();

  @Tag("slow")
  @Test
  void cuttingTheFutureChangesNothing() {
    for (int seed = 0; seed < SEEDS; seed++) {
      List<Observation> stream = stream(seed, "p1");
      int cut = WARM_UP + new Random(seed).nextInt(stream.size() - WARM_UP);
      while (cut < stream.size() && second(stream.get(cut)) == second(stream.get(cut - 1))) {
        cut++; // a tick that is cut has other values
      }
      List<Verdict> whole = verdicts(seed, stream);
      List<Verdict> found = verdicts(seed, stream.subList(0, cut));
      assertThat(found)
          .as("seed %d", seed)
          .usingRecursiveComparison()
          .withComparatorForType(Double::compare, Double.class) // NaN equals NaN
          .isEqualTo(whole.subList(0, found.size()));
    }
  }

  @Tag("slow")
  @Test
  void theOrderOfEventsWithinTheLatenessChangesNothing() {
    for (int seed = 0; seed < SEEDS; seed++) {
      List<Observation> stream = stream(seed, "p1");
      Random random = new Random(seed);
      record Arrival(long at, Observation observation) {}
      List<Observation> shuffled =
          stream.stream()
              .map(o -> new Arrival(o.eventTimeMillis() + random.nextInt(1900), o))
              .sorted(Comparator.comparingLong(Arrival::at))
              .map(Arrival::observation)
              .toList();
      List<Verdict> expected = verdicts(seed, stream);
      List<Verdict> found = verdicts(seed, shuffled);
      assertThat(found).hasSameSizeAs(expected);
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.get(i).score())
            .as("seed %d", seed)
            .isCloseTo(expected.get(i).score(), within(1e-9 * (1 + expected.get(i).score())));
      }
    }
  }

  @Tag("slow")
  @Test
  void otherKeysInTheBatchChangeNothing() {
    for (int seed = 0; seed < SEEDS; seed++) {
      List<Observation> stream = new ArrayList<>(stream(seed, "p1"));
      Map<Long, Double> expected = new HashMap<>();
      verdicts(seed, stream).forEach(v -> expected.put(v.scored().window().endMillis(), v.score()));
      for (int other = 0; other < 1 + seed % 7; other++) {
        stream.addAll(stream(1000 * (other + 1) + seed, "other" + other));
      }
      stream.sort(Comparator.comparingLong(Observation::eventTimeMicros));
      List<Verdict> found =
          verdicts(seed, stream).stream()
              .filter(v -> v.scored().window().key().equals("p1"))
              .toList();
      assertThat(found).hasSameSizeAs(expected.keySet());
      for (Verdict verdict : found) {
        double score = Objects.requireNonNull(expected.get(verdict.scored().window().endMillis()));
        assertThat(verdict.score())
            .as("seed %d", seed)
            .isCloseTo(score, within(1e-5 * (1 + score)));
      }
    }
  }

  @Test
  void everyFiniteInputHasAFiniteScore() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      double extreme = Math.pow(10, 20 + random.nextInt(280));
      List<Observation> stream = new ArrayList<>();
      for (Observation o : stream(seed, "p1")) {
        boolean wild = random.nextInt(20) == 0 || seed % 3 == 0;
        double[] values = o.values().clone();
        values[random.nextInt(2)] *= wild ? extreme * random.nextGaussian() : 1;
        stream.add(new Observation("pump", o.key(), o.eventTimeMicros(), values, o.source()));
      }
      for (Verdict verdict : verdicts(seed, stream)) {
        assertThat(verdict.score()).as("seed %d", seed).isFinite();
        assertThat(verdict.level()).as("seed %d", seed).isFinite();
        assertThat(verdict.evidence()).as("seed %d", seed).isFinite();
        assertThat(verdict.threshold()).as("seed %d", seed).isFinite();
        assertThat(verdict.pValue()).as("seed %d", seed).isBetween(0.0, 1.0);
      }
    }
  }

  @Test
  void aConstantChannelIsNeitherNaNNorAnAlarmWithoutEnd() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      double constant = random.nextInt(3) == 0 ? 0 : random.nextGaussian() * 1000;
      List<Observation> stream = new ArrayList<>();
      for (Observation o : stream(seed, "p1")) {
        double second = seed % 2 == 0 ? constant : o.values()[1];
        stream.add(
            new Observation(
                "pump", o.key(), o.eventTimeMicros(), new double[] {constant, second}, o.source()));
      }
      Recorder recorder = run(seed, stream);
      assertThat(recorder.verdicts())
          .as("seed %d", seed)
          .isNotEmpty()
          .allMatch(v -> Double.isFinite(v.score()) && Double.isFinite(v.threshold()));
      long alarms = recorder.verdicts().stream().filter(Verdict::anomalous).count();
      assertThat(alarms).as("seed %d", seed).isLessThan(recorder.verdicts().size() / 3);
      if (seed % 2 == 0) {
        assertThat(recorder.alerts())
            .extracting(AnomalyAlert::getState)
            .doesNotContain(AlertState.OPEN);
      }
    }
  }

  private static long second(Observation observation) {
    return observation.eventTimeMillis() / 1000;
  }

  private static List<Verdict> verdicts(int seed, List<Observation> stream) {
    return run(seed, stream).verdicts();
  }

  private static Recorder run(int seed, List<Observation> stream) {
    DetectorDefinition definition =
        Definitions.parse(
                Definitions.PUMP.replace("warmup: 12", "warmup: " + WARM_UP)
                    + "threshold: {"
                    + THRESHOLDS[seed % THRESHOLDS.length]
                    + "}\n")
            .withScore(SCORES[seed / THRESHOLDS.length % SCORES.length]);
    Recorder recorder = new Recorder();
    try (OnnxModel model =
        OnnxModel.open("tiny", TinyModel.of(definition).bytes(), ProviderPreference.CPU)) {
      DetectorLine line = new DetectorLine(definition, model, recorder);
      stream.forEach(line::add);
      line.finish();
    }
    return recorder;
  }

  /** Of two noisy sensors with gaps, a jump now and then and sometimes two events a tick. */
  private static List<Observation> stream(int seed, String key) {
    Random random = new Random(seed);
    double scale = Math.exp(3 * random.nextGaussian());
    double level = scale * 10 * random.nextGaussian();
    List<Observation> stream = new ArrayList<>();
    for (int second = 0; second < SECONDS; second++) {
      if (random.nextInt(30) == 0) {
        continue;
      }
      double jump = second > WARM_UP && random.nextInt(20) == 0 ? 20 * scale : 0;
      for (int event = 0; event <= random.nextInt(2); event++) {
        double[] values = {level + scale * random.nextGaussian() + jump, 3 + random.nextGaussian()};
        long micros = (second * 1000L + event * 400) * 1000;
        stream.add(
            new Observation("pump", key, micros, values, new SourcePosition(0, stream.size())));
      }
    }
    return stream;
  }
}
