package io.tidemark.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.DetectorLine;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ModelAdmission;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.detect.ModelFiles;
import io.tidemark.pipeline.source.Decoded;
import io.tidemark.pipeline.source.DecodedFormat;
import io.tidemark.pipeline.source.EventTime;
import io.tidemark.pipeline.type.BinaryType;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class DetectionTopologyTest {
  private static final Duration IDLENESS = Duration.ofSeconds(10);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"hashmap,1", "hashmap,2", "rocksdb,2"})
  void findsWhatTheCoreFindsInOneThread(String backend, int parallelism) throws Exception {
    Detectors detectors =
        PumpDetectors.in(
            folder,
            PumpDetectors.PUMP,
            PumpDetectors.PUMP
                .replace("name: pump", "name: slow-pump")
                .replace("pump.onnx", "slow.onnx")
                .replace("length: 4", "length: 6"));
    List<Observation> stream = stream(detectors);
    List<AnomalyAlert> expected = alertsOfTheCore(detectors, stream);
    assertThat(expected).hasSizeGreaterThan(30);
    List<AnomalyAlert> found = alertsOfTheJob(detectors, stream, backend, parallelism);
    assertThat(sorted(found)).isEqualTo(sorted(expected));
  }

  @ParameterizedTest
  @CsvSource({"hashmap,1", "rocksdb,2"})
  void aNewNormalIsLearnedAnewAndSensorsAreWatched(String backend, int parallelism)
      throws Exception {
    Detectors detectors =
        PumpDetectors.in(
            folder,
            PumpDetectors.PUMP.replace("updateEvery: 5s", "newNormalAfter: 40s")
                + "health: {gap: 30s, flatLine: 20s}\n");
    List<AnomalyAlert> alerts =
        alertsOfTheJob(detectors, levels(), backend, parallelism).stream()
            .sorted(Comparator.comparing(AnomalyAlert::getUpdatedAt))
            .toList();
    for (String key : List.of("shifts0", "shifts1", "shifts2")) {
      List<AnomalyAlert> ofKey = alerts.stream().filter(a -> a.getKey().equals(key)).toList();
      AnomalyAlert learned =
          ofKey.stream().filter(a -> a.getState() == AlertState.NEW_NORMAL).findFirst().get();
      long at = learned.getUpdatedAt().getEpochSecond();
      assertThat(at).isBetween(140L, 240L);
      assertThat(ofKey)
          .filteredOn(a -> a.getState() == AlertState.OPEN)
          .extracting(a -> a.getOpenedAt().getEpochSecond())
          .noneMatch(second -> second > 110 && second < 400)
          .anyMatch(second -> second >= 400 && second < 410);
    }
    if (parallelism > 1) {
      return; // this source deals a key's events out to all subtasks, as no topic does
    }
    assertThat(alerts)
        .filteredOn(a -> a.getKey().equals("silent"))
        .filteredOn(a -> a.getKind() != AlertKind.ANOMALY)
        .extracting(a -> a.getKind() + " " + a.getState())
        .containsExactly("GAP OPEN", "GAP RESOLVED", "FLAT_LINE OPEN");
  }

  /** Three keys that move to another level for good, and one that is silent and then still. */
  private static List<Observation> levels() {
    Random random = new Random(3);
    List<Observation> stream = new ArrayList<>();
    for (int second = 0; second < 500; second++) {
      for (int key = 0; key < 3; key++) {
        double level = second < 100 ? 10 : second < 400 ? 22 : 40;
        stream.add(at("shifts" + key, second, random, level));
      }
      if (second < 200 || second > 300) {
        stream.add(at("silent", second, second > 400 ? null : random, 10));
      }
    }
    return stream;
  }

  private static Observation at(String key, int second, @Nullable Random random, double level) {
    double noise = random == null ? 0 : random.nextGaussian();
    return SensorStream.at(key, second * 1000L, second, level + noise * 0.5, 3 + noise * 0.2);
  }

  /** Twelve keys with a jump each, for each detector, out of order by less than the lateness. */
  private static List<Observation> stream(Detectors detectors) {
    List<Observation> stream = new ArrayList<>();
    for (DetectorDefinition detector : detectors.definitions()) {
      for (int key = 0; key < 12; key++) {
        for (Observation o : SensorStream.noisy("p" + key, 140, 80 + 3 * key, key)) {
          stream.add(
              new Observation(
                  detector.name(), o.key(), o.eventTimeMicros(), o.values(), o.source()));
        }
      }
    }
    Random random = new Random(5);
    record Arrival(long at, Observation observation) {}
    return stream.stream()
        .map(o -> new Arrival(o.eventTimeMillis() + random.nextInt(1900), o))
        .sorted(Comparator.comparingLong(Arrival::at))
        .map(Arrival::observation)
        .toList();
  }

  private static List<AnomalyAlert> alertsOfTheCore(Detectors detectors, List<Observation> stream) {
    List<AnomalyAlert> alerts = new ArrayList<>();
    for (DetectorDefinition detector : detectors.definitions()) {
      try (OnnxModel model = ModelAdmission.open(detector)) {
        DetectorLine line = new DetectorLine(detector, model, new AlertsInto(alerts));
        stream.stream().filter(o -> o.detector().equals(detector.name())).forEach(line::add);
        line.finish();
      }
    }
    return alerts;
  }

  private static List<AnomalyAlert> alertsOfTheJob(
      Detectors detectors, List<Observation> stream, String backend, int parallelism)
      throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(StateBackendOptions.STATE_BACKEND, backend);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
    environment.getConfig().enableObjectReuse();
    environment.getConfig().setAutoWatermarkInterval(1);
    List<Decoded> decoded = new ArrayList<>();
    stream.forEach(observation -> decoded.add(new Decoded.Observed(observation)));
    DataStream<Decoded> events =
        environment
            .fromData(decoded, new BinaryType<>(new DecodedFormat()))
            .assignTimestampsAndWatermarks(new EventTime(detectors, IDLENESS));
    DetectionTopology topology =
        new DetectionTopology(
            detectors,
            ModelFiles.local(),
            new Scoring(16, Duration.ofMillis(5)),
            Duration.ofDays(7),
            false);
    List<AnomalyAlert> alerts = new ArrayList<>();
    try (CloseableIterator<AnomalyAlert> found =
        topology.detect(events).alerts().executeAndCollect()) {
      found.forEachRemaining(alerts::add);
    }
    return alerts;
  }

  private static List<AnomalyAlert> sorted(List<AnomalyAlert> alerts) {
    return alerts.stream()
        .sorted(
            Comparator.comparing(AnomalyAlert::getAlertId).thenComparing(AnomalyAlert::getSequence))
        .toList();
  }

  private record AlertsInto(List<AnomalyAlert> alerts) implements DetectorLine.Listener {
    @Override
    public void alert(AnomalyAlert alert) {
      alerts.add(alert);
    }
  }
}
