package io.tidemark.detector.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.Recorder;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.line.LineHost.Chance;
import io.tidemark.detector.line.PartitionedLog.Clock;
import io.tidemark.detector.line.PartitionedLog.Entry;
import io.tidemark.detector.model.CarryingModel;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.window.Window;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A key's windows, verdicts and alerts follow from its own events alone. */
@Tag("slow")
class KeyLinePropertyTest {
  private static final int SEEDS = 48;
  private static final int[] BATCHES = {1, 7, 64};
  private static final double SAME = 1e-6;
  private static final Map<String, OnnxModel> MODELS = new HashMap<>();

  /** Of a detector with this name the model carries its state. */
  private static final String CARRYING = "carrying";

  private static final String HEALTH =
      "health: {flatLine: 10s, gap: 20s, late: true, clockAhead: true, clockBehind: true}\n";

  /** What a key has learned of its silences may depend on how several partitions are read. */
  private static final String HEALTH_OF_TICKS = "health: {gap: off}\n";

  /** What a definition may say that changes which windows there are. */
  private static final String[][] VARIANTS = {
    {"warmup: 12", "warmup: 40"},
    {"stride: 1", "stride: 3"},
    {"updateEvery: 5s", "updateEvery: 5s, duringWarmup: true"},
    {"from: readings.Current,", "from: readings.Current, aggregate: rate,"},
    {"baseline: {per: key, warmup: 12}", "baseline: {per: model, warmup: 12}"},
  };

  @Test
  void ofOtherKeysAndTheirClocksNothingDependsOnThem() {
    for (int seed = 0; seed < SEEDS; seed++) {
      List<List<Entry>> devices = devices(seed);
      DetectorDefinition definition = definition(seed, "");
      Recorder together = run(definition, 64, devices, Chance.none());
      for (List<Entry> device : devices) {
        Recorder alone = run(definition, 64, List.of(device), Chance.none());
        assertSame(seed, device.get(0).key(), together, alone);
      }
    }
  }

  @Test
  void nothingDependsOnTheOrderInWhichPartitionsAreRead() {
    for (int seed = 0; seed < SEEDS; seed++) {
      List<List<Entry>> devices = devices(seed);
      DetectorDefinition definition = definition(seed, "");
      Recorder byTime = run(definition, 64, devices, Chance.none());
      Chance anyOrder = new Chance(new Random(seed), true, false, false);
      Recorder found = run(definition, 64, devices, anyOrder);
      assertAllSame(seed, devices, found, byTime);
    }
  }

  @Test
  void nothingDependsOnTheBatches() {
    int flatLines = 0;
    int joined = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      List<List<Entry>> devices = devices(seed);
      DetectorDefinition definition = definition(seed, "");
      Recorder oneByOne = run(definition, 1, devices, Chance.none());
      for (int batch : BATCHES) {
        Chance flushes = new Chance(new Random(seed), false, true, false);
        assertAllSame(seed, devices, run(definition, batch, devices, flushes), oneByOne);
      }
      flatLines += oneByOne.alerts(AlertKind.FLAT_LINE).size();
      joined +=
          (int)
              oneByOne.alerts(AlertKind.ANOMALY).stream()
                  .filter(alert -> alert.getNote() != null)
                  .count();
    }
    assertThat(flatLines).isGreaterThan(SEEDS);
    assertThat(joined).isGreaterThan(SEEDS);
  }

  @Test
  void aRecalibrationComesAtTheSameTickHoweverWindowsAreBatched() {
    int newNormals = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      List<List<Entry>> devices = devices(seed);
      DetectorDefinition definition = definition(seed, ", newNormalAfter: 20s");
      Recorder oneByOne = run(definition, 1, devices, Chance.none());
      for (int batch : BATCHES) {
        assertAllSame(seed, devices, run(definition, batch, devices, Chance.all(seed)), oneByOne);
      }
      assertAllSame(seed, devices, run(definition, 10_000, devices, Chance.none()), oneByOne);
      newNormals +=
          (int)
              oneByOne.alerts().stream()
                  .filter(alert -> alert.getState() == AlertState.NEW_NORMAL)
                  .count();
    }
    assertThat(newNormals).isGreaterThan(SEEDS);
  }

  @Test
  void aRestoreAtAnyPointChangesNothing() {
    for (int seed = 0; seed < SEEDS; seed++) {
      List<List<Entry>> devices = devices(seed);
      DetectorDefinition definition = definition(seed, ", newNormalAfter: 40s");
      Recorder uninterrupted = run(definition, 7, devices, Chance.none());
      Chance restores = new Chance(new Random(seed), false, true, true);
      assertAllSame(seed, devices, run(definition, 7, devices, restores), uninterrupted);
    }
  }

  @Test
  void aKeyOfSeveralPartitionsDoesNotDependOnTheOrderInWhichTheyAreRead() {
    for (int seed = 0; seed < SEEDS; seed++) {
      List<List<Entry>> devices = new ArrayList<>();
      for (int partition = 0; partition < PartitionedLog.PARTITIONS; partition++) {
        int seconds = partition == seed % 4 ? 130 : 300; // one of them may fall silent for good
        devices.add(
            PartitionedLog.device(
                "p", partition, Clock.RIGHT, 100L * seed + partition, seconds, false));
      }
      DetectorDefinition definition =
          Definitions.parse(
              yaml(seed, ", newNormalAfter: 40s").replace(health(seed), HEALTH_OF_TICKS));
      Recorder byTime = run(definition, 7, devices, Chance.none());
      assertThat(byTime.late()).isEmpty();
      for (int run = 0; run < 3; run++) {
        Recorder found = run(definition, 7, devices, Chance.all(1000L * run + seed));
        assertThat(found.late()).as("seed %d", seed).isEmpty();
        assertSame(seed, "p", found, byTime);
      }
    }
  }

  @Test
  void countsOfCoverageAndOpenIncidentsComeToNothingWhenAllKeysAreForgotten() {
    for (int seed = 0; seed < SEEDS; seed++) {
      List<List<Entry>> devices = devices(seed);
      DetectorDefinition definition = definition(seed, ", newNormalAfter: 20s");
      LineModel model = LineModel.of(definition, model(definition), 7, 1);
      LineHost host = new LineHost(definition, DetectorModels.of(model), Duration.ofSeconds(100));
      host.read(PartitionedLog.partitions(devices), Chance.all(seed));
      for (List<Entry> device : devices) {
        assertThat(host.knows(device.get(0).key())).isFalse();
      }
      assertThat(host.recorder.coverage()).as("seed %d", seed).isEmpty();
      assertThat(host.recorder.incidents()).as("seed %d", seed).isZero();
      assertThat(openAtTheEnd(host.recorder.alerts())).as("seed %d", seed).isEmpty();
    }
  }

  /** Ids of incidents whose last message does not end them. */
  private static Set<String> openAtTheEnd(List<AnomalyAlert> alerts) {
    Set<String> open = new HashSet<>();
    for (AnomalyAlert alert : alerts) {
      if (alert.getState() == AlertState.OPEN) {
        open.add(alert.getAlertId().toString());
      } else if (alert.getState() != AlertState.UPDATE) {
        open.remove(alert.getAlertId().toString());
      }
    }
    return open;
  }

  /** A key of each kind of clock. */
  private static List<List<Entry>> devices(int seed) {
    List<List<Entry>> devices = new ArrayList<>();
    for (Clock clock : Clock.values()) {
      int partition = (seed + clock.ordinal()) % PartitionedLog.PARTITIONS;
      devices.add(
          PartitionedLog.device(clock.name(), partition, clock, 1000L * seed + clock.ordinal()));
    }
    return devices;
  }

  private static DetectorDefinition definition(int seed, String policy) {
    return Definitions.parse(yaml(seed, policy));
  }

  private static String yaml(int seed, String policy) {
    int variants = policy.isEmpty() ? VARIANTS.length : VARIANTS.length - 1; // it is of keys
    String[] variant = VARIANTS[seed % variants];
    return Definitions.PUMP
            .replace("name: pump", seed % 4 == 3 ? "name: " + CARRYING : "name: pump")
            .replace(variant[0], variant[1])
            .replace("updateEvery: 5s", "updateEvery: 5s" + policy)
        + health(seed);
  }

  private static String health(int seed) {
    return seed / VARIANTS.length % 2 == 0 ? HEALTH : "health: auto\n";
  }

  /** One session for each shape of model, as in a job. */
  private static OnnxModel model(DetectorDefinition definition) {
    boolean carries = definition.name().equals(CARRYING);
    byte[] file = carries ? CarryingModel.of(definition).bytes() : TinyModel.of(definition).bytes();
    return MODELS.computeIfAbsent(
        definition.name() + " " + definition.baseline().per(),
        unseen -> OnnxModel.open("tiny", file, ProviderPreference.CPU));
  }

  @AfterAll
  static void closeModels() {
    MODELS.values().forEach(OnnxModel::close);
    MODELS.clear();
  }

  private static Recorder run(
      DetectorDefinition definition, int batch, List<List<Entry>> devices, Chance chance) {
    LineHost host =
        new LineHost(
            definition, DetectorModels.of(LineModel.of(definition, model(definition), batch, 1)));
    return host.read(PartitionedLog.partitions(devices), chance).finish().recorder;
  }

  private static void assertAllSame(
      int seed, List<List<Entry>> devices, Recorder found, Recorder expected) {
    for (List<Entry> device : devices) {
      assertSame(seed, device.get(0).key(), found, expected);
    }
  }

  private static void assertSame(int seed, String key, Recorder found, Recorder expected) {
    String as = "seed " + seed + ", key " + key;
    List<Verdict> verdicts = verdicts(found, key);
    List<Verdict> expectedVerdicts = verdicts(expected, key);
    assertThat(verdicts).as(as).hasSameSizeAs(expectedVerdicts);
    assertThat(verdicts.size() + learned(expected, key).size()).as(as).isPositive();
    for (int i = 0; i < verdicts.size(); i++) {
      assertSame(as, verdicts.get(i), expectedVerdicts.get(i));
    }
    List<ScoredWindow> learned = learned(found, key);
    List<ScoredWindow> expectedLearned = learned(expected, key);
    assertThat(learned).as(as).hasSameSizeAs(expectedLearned);
    for (int i = 0; i < learned.size(); i++) {
      assertSame(as, learned.get(i), expectedLearned.get(i));
    }
    for (AlertKind kind : AlertKind.values()) {
      assertThat(alerts(found, key, kind))
          .as(as)
          .usingRecursiveFieldByFieldElementComparator()
          .isEqualTo(alerts(expected, key, kind));
    }
    assertThat(found.late().stream().filter(o -> o.key().equals(key)).count())
        .as(as)
        .isEqualTo(expected.late().stream().filter(o -> o.key().equals(key)).count());
  }

  private static void assertSame(String as, Verdict found, Verdict expected) {
    assertSame(as, found.scored(), expected.scored());
    assertThat(found.score()).as(as).isCloseTo(expected.score(), close(expected.score()));
    assertThat(found.threshold())
        .as(as)
        .isCloseTo(expected.threshold(), close(expected.threshold()));
    assertThat(found.anomalous()).as(as).isEqualTo(expected.anomalous());
  }

  private static void assertSame(String as, ScoredWindow found, ScoredWindow expected) {
    Window window = found.window();
    assertThat(window.phase()).as(as).isEqualTo(expected.window().phase());
    assertThat(window.endMillis()).as(as).isEqualTo(expected.window().endMillis());
    assertThat(window.imputedShare()).as(as).isEqualTo(expected.window().imputedShare());
    assertThat(window.values()).as(as).containsExactly(expected.window().values(), within(1e-5f));
    assertThat((double) found.score()).as(as).isCloseTo(expected.score(), close(expected.score()));
  }

  private static Offset<Double> close(double value) {
    return within(SAME * (1 + Math.abs(value)));
  }

  private static List<Verdict> verdicts(Recorder recorder, String key) {
    return recorder.verdicts().stream()
        .filter(verdict -> verdict.scored().window().key().equals(key))
        .toList();
  }

  private static List<ScoredWindow> learned(Recorder recorder, String key) {
    return recorder.learned().stream()
        .map(Recorder.Learned::scored)
        .filter(scored -> scored.window().key().equals(key))
        .toList();
  }

  /** What a message says, without scores that differ in their last digits. */
  private record Message(
      String id,
      AlertState state,
      int sequence,
      String severity,
      String times,
      int sources,
      @Nullable String note) {}

  private static List<Message> alerts(Recorder recorder, String key, AlertKind kind) {
    return recorder.alerts(kind).stream()
        .filter(alert -> alert.getKey().toString().equals(key))
        .map(
            alert ->
                new Message(
                    alert.getAlertId().toString(),
                    alert.getState(),
                    alert.getSequence(),
                    alert.getSeverity().toString(),
                    alert.getOpenedAt() + " " + alert.getUpdatedAt() + " " + alert.getWindowEnd(),
                    alert.getSources().size(),
                    alert.getNote()))
        .toList();
  }
}
