package io.tidemark.pipeline.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.LogLines;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.WindowScore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetectOperatorTest {
  private static final String YAML = PumpDetectors.PUMP.replace("warmup: 60", "warmup: 30");
  private static final String OTHER = YAML.replace("name: pump", "name: other-pump");
  private static final long START = 1_700_000_000_000L;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void windowsWaitForTheirBatchAndNoLongerThanAllowed(String backend) throws Exception {
    try (DetectHarness harness = open(backend, YAML, 64, null)) {
      send(harness, "a", 0, 50);
      int scored = harness.scores().size();
      assertThat(scored).isLessThan(40);
      harness.timePasses(Duration.ofMillis(19));
      assertThat(harness.scores()).hasSize(scored);
      harness.timePasses(Duration.ofMillis(1));
      // Ticks 4 to 47: the last ones are open until the lateness has passed.
      assertThat(harness.scores()).hasSize(44);
    }
  }

  @Test
  void whatWaitsIsScoredBeforeABarrierAndNotAgainAfterARestore() throws Exception {
    OperatorSubtaskState saved;
    try (DetectHarness harness = open("heap", YAML, 64, null)) {
      send(harness, "a", 0, 50);
      saved = harness.barrier();
      assertThat(harness.scores()).hasSize(44);
    }
    try (DetectHarness harness = open("heap", YAML, 64, saved)) {
      send(harness, "a", 50, 55);
      harness.barrier();
      assertThat(harness.scores()).hasSize(5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void theLastTicksOfASilentKeyCloseWhenTheLogHasGoneOnWithoutIt(String backend) throws Exception {
    try (DetectHarness harness = open(backend, YAML, 1, null)) {
      send(harness, "a", 0, 50);
      int before = harness.scores().size();
      long last = START + 49_000;
      harness.logIsReadTo(last + 3_999); // two ticks and the lateness are 4 s
      assertThat(harness.scores()).hasSize(before);
      harness.logIsReadTo(last + 4_000);
      assertThat(harness.scores()).hasSize(before + 3);
      assertThat(harness.timers()).isOne();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void aKeyIsForgottenAfterALongSilenceAndWhatIsOpenOfItEnds(String backend) throws Exception {
    try (DetectHarness harness = open(backend, YAML + "health: {gap: 30s}\n", 1, null)) {
      send(harness, "a", 0, 60);
      for (int second = 60; second < 72; second++) {
        harness.send(at("a", second, 25));
      }
      harness.logIsReadTo(START + 72_000);
      assertThat(states(harness)).containsExactly("ANOMALY OPEN");
      harness.logIsReadTo(START + 71_000 + DetectHarness.FORGET_AFTER.toMillis());
      assertThat(states(harness))
          .contains("ANOMALY RESOLVED", "GAP OPEN", "GAP UPDATE", "GAP RESOLVED")
          .hasSize(6); // the gap becomes HIGH and CRITICAL
      assertThat(harness.timers()).isZero();
    }
  }

  @Test
  void theEndOfTheInputIsNobodysSilence() throws Exception {
    try (DetectHarness harness = open("heap", YAML + "health: {gap: 30s}\n", 1, null)) {
      send(harness, "a", 0, 50);
      harness.end();
      assertThat(harness.scores()).hasSize(47);
      assertThat(harness.alerts()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void aKeyWhoseDetectorHasChangedSinceStartsOverAndItsIncidentEnds(String backend)
      throws Exception {
    OperatorSubtaskState saved = inIncident(backend, YAML);
    try (DetectHarness harness = open(backend, YAML.replace("length: 4", "length: 6"), 1, saved)) {
      harness.send(at("a", 80, 10));
      assertThat(states(harness)).containsExactly("ANOMALY RESOLVED");
      send(harness, "a", 81, 120);
      assertThat(harness.scores().get(0).getThreshold()).as("learned, not judged").isNull();
    }
  }

  @Test
  void aDetectorThatLeftTheConfigurationLeavesNothingBehind() throws Exception {
    OperatorSubtaskState saved = inIncident("heap", YAML, OTHER);
    try (DetectHarness harness = open("heap", OTHER, 1, saved)) {
      harness.logIsReadTo(START + 71_000 + DetectHarness.FORGET_AFTER.toMillis());
      assertThat(states(harness)).containsExactly("ANOMALY RESOLVED");
      assertThat(harness.timers()).isZero();
    }
  }

  @Test
  void anEventAfterItsTickWasClosedGoesToTheLateOnes() throws Exception {
    try (DetectHarness harness = open("heap", YAML, 1, null)) {
      send(harness, "a", 0, 50);
      harness.send(at("a", 40, 10), START + 50_000);
      assertThat(harness.late()).hasSize(1);
      assertThat(harness.late().get(0).getKey()).isEqualTo("a");
      assertThat(harness.late().get(0).getTopic()).isEqualTo("sensor-events");
      assertThat(harness.late().get(0).getLateness()).isEqualTo(49_000 - 43_000);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void keysBeyondTheLimitAreRefusedUntilOthersAreForgotten(String backend) throws Exception {
    String limited = YAML.replace("key: deviceId", "key: deviceId, maxKeys: 3");
    OperatorSubtaskState saved;
    try (DetectHarness harness = open(backend, limited, 1, null)) {
      for (int key = 0; key < 5; key++) {
        harness.send(at("k" + key, 0, 10));
        harness.send(at("k" + key, 1, 10));
      }
      assertThat(harness.timers()).isEqualTo(3);
      assertThat(harness.refused())
          .hasSize(4)
          .extracting(DeadLetter::getDetail)
          .allMatch(detail -> detail.contains("maxKeys: 3"));
      saved = harness.barrier();
    }
    try (DetectHarness harness = open(backend, limited, 1, saved)) {
      harness.send(at("k1", 2, 10));
      harness.send(at("k7", 2, 10));
      assertThat(harness.refused())
          .singleElement()
          .extracting(DeadLetter::getDetail)
          .asString()
          .endsWith("one more: k7");
      harness.logIsReadTo(START + 2 * DetectHarness.FORGET_AFTER.toMillis());
      assertThat(harness.timers()).isZero();
      for (int key = 10; key < 14; key++) {
        harness.send(at("k" + key, 1_300, 10));
      }
      assertThat(harness.refused()).hasSize(2);
    }
  }

  @Test
  void aWarmUpTeachesAndEveryScoreSaysByWhichModel() throws Exception {
    try (DetectHarness harness = open("heap", YAML, 1, null)) {
      send(harness, "a", 0, 60);
      List<WindowScore> scores = harness.scores();
      assertThat(scores.subList(0, 27)).allMatch(score -> score.getThreshold() == null);
      assertThat(scores.subList(27, scores.size()))
          .hasSize(27)
          .allMatch(score -> score.getThreshold() != null && !score.getModelVersion().isEmpty());
    }
  }

  @Test
  void eventsThatAreRarerThanTheTickMakeNoWindowAndTheLogSaysWhy() throws Exception {
    try (LogLines log = LogLines.of(DetectOperator.class);
        DetectHarness harness = open("heap", YAML, 1, null)) {
      for (int second = 0; second < 90; second += 15) {
        send(harness, "a", second, second + 1);
      }
      assertThat(log.lines()).isEmpty();
      harness.timePasses(Duration.ofMinutes(1));

      assertThat(log.lines())
          .containsExactly(
              "WARN Detector pump gets events and makes no windows: the events of a key are 15"
                  + " ticks of 1s apart, window.maxGap bridges 3, and a window takes 4 ticks in a"
                  + " row; a window.tick of 15s would fit");
      harness.timePasses(Duration.ofMinutes(1));
      assertThat(log.lines()).as("no event since").hasSize(1);
    }
  }

  @Test
  void eventsThatAreAllLateMakeNoWindowAndTheLogSaysSo() throws Exception {
    try (LogLines log = LogLines.of(DetectOperator.class);
        DetectHarness harness = open("heap", YAML, 1, null)) {
      send(harness, "a", 0, 50);
      harness.timePasses(Duration.ofMinutes(1));
      for (int second = 0; second < 40; second++) {
        harness.send(at("a", second, 10), START + 50_000);
      }
      harness.timePasses(Duration.ofMinutes(1));

      assertThat(log.lines())
          .singleElement()
          .asString()
          .endsWith("events came after their tick was closed; window.lateness is 2s");
    }
  }

  @Test
  void eventsWithoutAnyReadingMakeNoWindowAndTheLogSaysSo() throws Exception {
    try (LogLines log = LogLines.of(DetectOperator.class);
        DetectHarness harness = open("heap", YAML, 1, null)) {
      for (int second = 0; second < 20; second++) {
        harness.send(SensorStream.at("a", START + second * 1000L, second, Double.NaN, Double.NaN));
      }
      harness.timePasses(Duration.ofMinutes(1));

      assertThat(log.lines())
          .containsExactly(
              "WARN Detector pump gets events and makes no windows: in 17 of 17 ticks every reading had"
                  + " been missing for longer than window.maxGap, 3 ticks");
    }
  }

  @Test
  void aWarmUpIsNoReasonToWarn() throws Exception {
    try (LogLines log = LogLines.of(DetectOperator.class);
        DetectHarness harness = open("heap", PumpDetectors.PUMP, 1, null)) {
      send(harness, "a", 0, 50);
      send(harness, "b", 0, 2);
      harness.timePasses(Duration.ofMinutes(1));

      assertThat(harness.scores()).isEmpty();
      assertThat(log.lines()).isEmpty();
    }
  }

  /** What is saved of a key with an open incident. */
  private OperatorSubtaskState inIncident(String backend, String... yaml) throws Exception {
    try (DetectHarness harness =
        DetectHarness.open(backend, PumpDetectors.in(folder, yaml), 1, null)) {
      send(harness, "a", 0, 60);
      for (int second = 60; second < 72; second++) {
        harness.send(at("a", second, 25));
      }
      OperatorSubtaskState saved = harness.barrier();
      assertThat(harness.alerts()).extracting(AnomalyAlert::getState).contains(AlertState.OPEN);
      return saved;
    }
  }

  private DetectHarness open(
      String backend, String yaml, int batch, @Nullable OperatorSubtaskState saved)
      throws Exception {
    Detectors detectors = PumpDetectors.in(folder, yaml);
    return DetectHarness.open(backend, detectors, batch, saved);
  }

  /** Normal seconds, from one to another, with the watermark that follows from them. */
  private static void send(DetectHarness harness, String key, int from, int to) throws Exception {
    for (Observation o : SensorStream.noisy(key, to, Integer.MAX_VALUE, 1).subList(from, to)) {
      long millis = START + o.eventTimeMillis();
      harness.send(SensorStream.at(key, millis, o.source().offset(), o.values()));
      harness.logIsReadTo(millis - 1);
    }
  }

  private static Observation at(String key, int second, double level) {
    return SensorStream.at(key, START + second * 1000L, second, level, 3);
  }

  private static List<String> states(DetectHarness harness) {
    return harness.alerts().stream()
        .filter(
            alert -> alert.getState() != AlertState.UPDATE || alert.getKind() != AlertKind.ANOMALY)
        .map(alert -> alert.getKind() + " " + alert.getState())
        .toList();
  }
}
