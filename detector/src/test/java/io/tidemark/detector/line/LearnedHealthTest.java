package io.tidemark.detector.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ticks of a second, windows of 20, a warm-up of 300; nothing is said of health. */
class LearnedHealthTest {
  private static final String YAML =
      Definitions.PUMP.replace("length: 4", "length: 20").replace("warmup: 12", "warmup: 300");

  /** An event of a key as a device of some kind sends it; null where it sends none. */
  private interface Device {
    double @Nullable [] values(int second, Random random);
  }

  private static double[] normal(Random random) {
    return new double[] {10 + random.nextGaussian(), 3 + 0.1 * random.nextGaussian()};
  }

  @Test
  void ofAFleetThoseThatAilAreToldAndNoOthers() {
    LineHost host = host(YAML);
    Random random = new Random(1);
    double[] stuck = {9.5, 3};
    for (int second = 0; second < 1000; second++) {
      boolean fault = second >= 600 && second < 700;
      double[] healthy = normal(random);
      send(host, "healthy", second, healthy);
      send(host, "coarse", second, Math.rint(second / 40.0), Math.rint(healthy[1]));
      send(host, "rare", second, second % 97 == 0 ? 1 : 0, healthy[1]);
      send(host, "stuck", second, fault ? stuck[0] : healthy[0], healthy[1]);
      if (!fault) {
        send(host, "silent", second, healthy);
      }
      if (second % 12 == 0 && second % 240 != 0) {
        send(host, "seldom", second, healthy);
      }
      host.advance(second * 1000L);
    }

    List<AnomalyAlert> alerts =
        host.recorder.alerts().stream()
            .filter(alert -> alert.getKind() != AlertKind.ANOMALY)
            .toList();
    assertThat(alerts)
        .extracting(alert -> alert.getKey() + " " + alert.getKind() + " " + alert.getState())
        .containsExactlyInAnyOrder(
            "stuck FLAT_LINE OPEN",
            "stuck FLAT_LINE UPDATE",
            "stuck FLAT_LINE RESOLVED",
            "silent GAP OPEN",
            "silent GAP UPDATE",
            "silent GAP RESOLVED");
    assertThat(alerts)
        .filteredOn(alert -> alert.getState() == AlertState.UPDATE)
        .extracting(alert -> alert.getPreviousSeverity() + " " + alert.getSeverity())
        .containsExactlyInAnyOrder("LOW HIGH", "LOW HIGH");
    assertThat(alerts)
        .filteredOn(alert -> alert.getState() == AlertState.OPEN)
        .extracting(AnomalyAlert::getNote)
        .containsExactlyInAnyOrder("current: no change for 19s.", "No event for 20s.");
  }

  @Test
  void howLongAKeyIsUsuallySilentIsLearned() {
    LineHost host = host(YAML.replace("maxGap: 3", "maxGap: 15"));
    Random random = new Random(2);
    // every 12 s, with 24 s now and then: 120 s are allowed
    for (int second = 0; second < 9000; second += second % 120 == 0 ? 24 : 12) {
      send(host, "seldom", second, normal(random));
      host.advance(second * 1000L);
    }
    assertThat(host.recorder.alerts(AlertKind.GAP)).isEmpty();
    long last = host.state("seldom").heard;

    host.advance(last + 119_999);
    assertThat(host.recorder.alerts(AlertKind.GAP)).isEmpty();
    host.advance(last + 120_000);
    assertThat(host.recorder.alerts(AlertKind.GAP)).hasSize(1);
  }

  @Test
  void aDeviceThatSendsInBatchesIsNotSilentInBetween() {
    LineHost host = host(YAML);
    Random random = new Random(3);
    for (int batch = 0; batch < 40; batch++) {
      for (int second = 60 * batch; second < 60 * batch + 60; second++) {
        long log = (60L * batch + 60) * 1000;
        host.observe(SensorStream.at("p", second * 1000L, second, normal(random)), log, log);
      }
      host.advance((60L * batch + 119) * 1000);
    }
    assertThat(host.recorder.alerts(AlertKind.GAP)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.04})
  void farMoreLateEventsThanUsualAreTold(double usual) {
    LineHost host = host(YAML);
    Random random = new Random(4);
    for (int second = 0; second < 3000; second++) {
      send(host, "p", second, normal(random));
      double share = second > 1200 && second < 1500 ? 0.7 : usual;
      if (second > 10 && random.nextDouble() < share) {
        long log = second * 1000L;
        host.observe(SensorStream.at("p", log - 9000, second, normal(random)), log, log);
      }
    }
    assertThat(host.recorder.alerts(AlertKind.LATE))
        .extracting(alert -> alert.getState().toString())
        .containsExactly("OPEN", "RESOLVED");
    AnomalyAlert opened = host.recorder.alerts(AlertKind.LATE).get(0);
    assertThat(opened.getNote()).contains(" % of the events come late, by up to 9s");
    assertThat(opened.getOpenedAt().getEpochSecond()).isBetween(1201L, 1420L);
  }

  @Test
  void aDeviceWhoseEventsAreAlwaysLateInPartIsNotTold() {
    LineHost host = host(YAML);
    Random random = new Random(5);
    for (int second = 0; second < 3000; second++) {
      send(host, "p", second, normal(random));
      if (second > 10 && random.nextDouble() < 0.3) {
        long log = second * 1000L;
        host.observe(SensorStream.at("p", log - 9000, second, normal(random)), log, log);
      }
    }
    assertThat(host.recorder.alerts(AlertKind.LATE)).isEmpty();
  }

  @Test
  void whatIsSaidExplicitlyCountsAndTheRestIsLearned() {
    LineHost host = host(YAML + "health: {flatLine: 50s}\n");
    Random random = new Random(6);
    for (int second = 0; second < 1000; second++) {
      double[] values = normal(random);
      if (second < 700 || second > 800) {
        send(host, "p", second, second >= 500 && second < 600 ? 9 : values[0], values[1]);
      }
      host.advance(second * 1000L);
    }
    assertThat(host.recorder.alerts(AlertKind.FLAT_LINE).get(0).getOpenedAt().getEpochSecond())
        .isEqualTo(551);
    assertThat(host.recorder.alerts(AlertKind.GAP))
        .extracting(alert -> alert.getState() + " " + alert.getSeverity())
        .containsExactly("OPEN LOW", "UPDATE HIGH", "RESOLVED HIGH");
  }

  @Test
  void whereHealthIsOffNothingIsTold() {
    LineHost host = host(YAML + "health: off\n");
    Random random = new Random(7);
    for (int second = 0; second < 1000; second++) {
      double[] values = normal(random);
      boolean dies = second >= 500;
      if (second < 700 || second > 800) {
        send(host, "p", second, dies ? 9 : values[0], dies ? Double.NaN : values[1]);
      }
      host.advance(second * 1000L);
    }
    assertThat(host.recorder.alerts())
        .extracting(AnomalyAlert::getKind)
        .doesNotContain(
            AlertKind.FLAT_LINE, AlertKind.GAP, AlertKind.LATE, AlertKind.MISSING_READING);
  }

  @Test
  void readingsThatAreOvertakenByThoseOfAnotherFeatureAreWatchedAllTheSame() {
    LineHost host = host(YAML + "health: {flatLine: 10s}\n");
    for (int second = 1; second < 60; second++) {
      long log = second * 1000L;
      host.observe(SensorStream.at("p", log, second, second, Double.NaN), log, log);
      double pressure = Math.min(second, 39);
      long overtaken = log - 1300;
      host.observe(SensorStream.at("p", overtaken, second, Double.NaN, pressure), log, log);
    }
    assertThat(host.recorder.alerts(AlertKind.FLAT_LINE))
        .singleElement()
        .extracting(AnomalyAlert::getNote)
        .isEqualTo("pressure: no change for 10s.");
  }

  @Test
  void anEventWhoseTimeDoesNotFitIsNoReading() {
    LineHost host = host(YAML + "health: {flatLine: 10s}\n");
    for (int second = 0; second < 30; second++) {
      long log = second * 1000L;
      send(host, "p", second, second < 8 ? 4.2 : second, second);
      host.observe(SensorStream.at("p", log + 3_600_000, second, 4.2, 4.2), log, log);
    }
    assertThat(host.recorder.alerts(AlertKind.FLAT_LINE)).isEmpty();
  }

  @Test
  void aRestoreChangesNothing() {
    Device[] devices = {
      (second, random) -> normal(random),
      (second, random) -> second % 500 > 400 ? new double[] {7, 3} : normal(random),
      (second, random) -> second % 700 > 600 ? null : normal(random),
      (second, random) -> new double[] {Math.rint(second / 9.0), random.nextInt(3)},
    };
    for (int seed = 0; seed < 20; seed++) {
      List<AnomalyAlert> expected = alerts(seed, devices, false);
      assertThat(expected).isNotEmpty();
      assertThat(alerts(seed, devices, true)).isEqualTo(expected);
    }
  }

  private static List<AnomalyAlert> alerts(int seed, Device[] devices, boolean restores) {
    LineHost host = host(YAML);
    Random random = new Random(seed);
    Random restore = new Random(seed);
    for (int second = 0; second < 2000; second++) {
      for (int d = 0; d < devices.length; d++) {
        double @Nullable [] values = devices[d].values(second, random);
        if (values != null) {
          send(host, "d" + d, second, values);
        }
        if (restores && second > 0 && restore.nextInt(30) == 0) {
          host.restore("d" + d);
        }
      }
      host.advance(second * 1000L);
    }
    return host.finish().recorder.alerts();
  }

  private static void send(LineHost host, String key, int second, double... values) {
    long millis = second * 1000L;
    host.observe(SensorStream.at(key, millis, second, values), millis, millis);
  }

  private static LineHost host(String yaml) {
    DetectorDefinition definition = Definitions.parse(yaml);
    OnnxModel file =
        OnnxModel.open("tiny", TinyModel.of(definition).bytes(), ProviderPreference.CPU);
    return new LineHost(definition, DetectorModels.of(LineModel.of(definition, file, 1, 1)));
  }
}
