package io.tidemark.detector.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.calibration.LevelTail;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.FeatureBaseline;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Silence;
import io.tidemark.schemas.SilenceKind;
import io.tidemark.schemas.silence.SilenceRule;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A key that learns nothing in a maintenance. Warm-up of 100 seconds. */
class MaintenanceLineTest {
  private static final int WARM_UP = 100;
  private static final int BEGIN = 300;
  private static final int END = 500;
  private static final int LENGTH = 4;
  private static final String YAML =
      Definitions.PUMP
          .replace("warmup: 12", "warmup: " + WARM_UP)
          .replace("model: {path: pump.onnx, provider: cpu}\n", "");

  private final Maintenances maintenances = new Maintenances();

  @Test
  void baselineCalibrationAndLevelsDoNotMove() {
    LineHost host = host(YAML);
    maintenance("k", true, BEGIN, END);
    read(host, noise(0, BEGIN, 0));
    FeatureBaseline before = host.state("k").window.baseline();
    byte[] calibration = calibration(host);

    read(host, noise(BEGIN, 600, 0));

    assertThat(lastTailBefore(host, BEGIN)).isEqualTo(firstTailAfter(host, END));
    assertThat(host.recorder.verdicts())
        .as("judged all the same")
        .filteredOn(verdict -> second(verdict) > BEGIN && second(verdict) <= END)
        .hasSize(END - BEGIN);
    LineHost within = host(YAML);
    read(within, noise(0, END, 0));
    assertThat(Objects.requireNonNull(within.state("k").window.baseline()).location(0))
        .isEqualTo(Objects.requireNonNull(before).location(0));
    assertThat(calibration(within)).isEqualTo(calibration);
  }

  @ParameterizedTest
  @CsvSource({"k, false, true", "x*, true, true", "k, true, false"})
  void theyMoveWhereTheSilenceLetsThemOrConcernsOthers(
      String keys, boolean pauses, boolean tagged) {
    LineHost host = host(YAML);
    maintenances.set(
        List.of(silence(keys, !pauses, BEGIN, END, tagged ? Map.of() : Map.of("site", "berlin"))));
    read(host, noise(0, BEGIN, 0));
    double before = Objects.requireNonNull(host.state("k").window.baseline()).location(0);

    read(host, noise(BEGIN, 600, 0));

    assertThat(lastTailBefore(host, BEGIN)).isNotEqualTo(firstTailAfter(host, END));
    assertThat(Objects.requireNonNull(host.state("k").window.baseline()).location(0))
        .isNotEqualTo(before);
  }

  @Test
  void whatIsWrongInItIsReportedAndItsEndToo() {
    LineHost host = host(YAML);
    maintenance("k", true, BEGIN, END);
    read(host, noise(0, 600, 8));

    List<AnomalyAlert> alerts = host.recorder.alerts();
    assertThat(alerts.get(0).getState()).isEqualTo(AlertState.OPEN);
    assertThat(alerts.get(0).getOpenedAt().getEpochSecond()).isBetween(350L, 356L);
    AnomalyAlert last = alerts.get(alerts.size() - 1);
    assertThat(last.getState()).isEqualTo(AlertState.RESOLVED);
    assertThat(last.getUpdatedAt().getEpochSecond()).isBetween(450L, 470L);
  }

  @Test
  void whatLastsInItDoesNotBecomeTheNewNormal() {
    String settling = YAML.replace("updateEvery: 5s", "newNormalAfter: 40s");
    LineHost learning = host(settling);
    read(learning, noise(0, 600, 8));
    assertThat(learning.recorder.alerts())
        .extracting(AnomalyAlert::getState)
        .contains(AlertState.NEW_NORMAL);

    LineHost host = host(settling);
    maintenance("k", true, BEGIN, END);
    read(host, noise(0, 600, 8));

    assertThat(host.recorder.alerts())
        .extracting(AnomalyAlert::getState)
        .contains(AlertState.RESOLVED)
        .doesNotContain(AlertState.NEW_NORMAL);
  }

  @Test
  void aWarmUpPauses() {
    LineHost undisturbed = host(YAML);
    read(undisturbed, noise(0, 300, 0));
    LineHost host = host(YAML);
    maintenance("k", true, 20, 80);
    read(host, noise(0, 300, 0));

    long first = second(undisturbed.recorder.verdicts().get(0));
    assertThat(second(host.recorder.verdicts().get(0))).isEqualTo(first + 60);
  }

  @Test
  void aSeasonLearnsNothing() throws IOException {
    LineHost host =
        host(
            YAML.replace("tick: 1s", "tick: 10m")
                .replace("updateEvery: 5s", "updateEvery: 1h")
                .replace("warmup: " + WARM_UP, "warmup: 160, season: auto"));
    int minutes = 600;
    maintenance("k", true, 300 * minutes, 500 * minutes);
    Random random = new Random(1);
    byte[] before = {};
    for (int tick = 0; tick < 600; tick++) {
      if (tick == 304) {
        before = season(host);
      }
      if (tick == 500) {
        assertThat(season(host)).isEqualTo(before);
      }
      long millis = tick * minutes * 1000L;
      Observation one =
          SensorStream.at(
              "k", millis, tick, 50 + random.nextGaussian(), 3 + 0.2 * random.nextGaussian());
      host.observe(one, millis, millis);
    }
    assertThat(season(host)).isNotEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"true, 1", "false, 0"})
  void aPauseOfTheDeviceInItDoesNotCountAsUsual(boolean pauses, int reported) {
    maintenance("k", pauses, 395, 415);
    LineHost host = host(YAML);
    for (Observation observation : noise(0, 450, 0)) {
      long millis = observation.eventTimeMillis();
      if (millis < 400_000 || millis >= 410_000) {
        host.observe(observation, millis, millis);
      }
      host.advance(millis);
    }
    host.advance(475_000);

    assertThat(host.recorder.alerts(AlertKind.GAP)).hasSize(reported);
  }

  private LineHost host(String yaml) {
    DetectorDefinition definition = Definitions.parse(yaml);
    LineHost host =
        new LineHost(definition, DetectorModels.of(LineModel.companionAlone(definition, 4, 1)));
    host.line.heed(maintenances);
    return host;
  }

  private void maintenance(String keys, boolean pauses, long fromSecond, long toSecond) {
    maintenances.set(List.of(silence(keys, !pauses, fromSecond, toSecond, Map.of())));
  }

  private static SilenceRule silence(
      String keys, boolean learn, long fromSecond, long toSecond, Map<String, String> tags) {
    return SilenceRule.of(
        Silence.newBuilder()
            .setId("s")
            .setKeys(keys)
            .setKind(SilenceKind.LATER)
            .setTags(tags)
            .setLearn(learn)
            .setFrom(Instant.ofEpochSecond(fromSecond))
            .setUntil(Instant.ofEpochSecond(toSecond))
            .setCreatedAt(Instant.EPOCH)
            .build());
  }

  /** Noise second by second, the same for each second whatever is asked for, with a long jump. */
  private static List<Observation> noise(int from, int to, double jump) {
    Random random = new Random(7);
    List<Observation> stream = new ArrayList<>();
    for (int second = 0; second < to; second++) {
      double current = 10 + 0.5 * random.nextGaussian();
      double pressure = 3 + 0.2 * random.nextGaussian();
      current += second >= 350 && second < 450 ? jump : 0;
      if (second >= from) {
        stream.add(SensorStream.at("k", second * 1000L, second, current, pressure));
      }
    }
    return stream;
  }

  private static void read(LineHost host, List<Observation> stream) {
    for (Observation observation : stream) {
      host.observe(observation, observation.eventTimeMillis(), observation.eventTimeMillis());
    }
    host.line.flush();
  }

  private static long second(Verdict verdict) {
    return verdict.scored().window().endMillis() / 1000;
  }

  /** What the last window was held against that the maintenance does not touch. */
  private static LevelTail lastTailBefore(LineHost host, int second) {
    return tail(host, second + 1);
  }

  private static LevelTail firstTailAfter(LineHost host, int second) {
    return tail(host, second + LENGTH);
  }

  private static LevelTail tail(LineHost host, long endSecond) {
    return host.recorder.verdicts().stream()
        .filter(verdict -> second(verdict) == endSecond)
        .findFirst()
        .orElseThrow()
        .tail();
  }

  private static byte[] calibration(LineHost host) {
    return bytes(out -> host.modelsOf("k").write(out));
  }

  private static byte[] season(LineHost host) {
    return bytes(out -> Objects.requireNonNull(host.state("k").window.season()).write(out));
  }

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private static byte[] bytes(Writing written) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      written.to(out);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return bytes.toByteArray();
  }
}
