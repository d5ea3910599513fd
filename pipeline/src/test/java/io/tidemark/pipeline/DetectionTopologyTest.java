package io.tidemark.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.DetectorLine;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.line.LineListener;
import io.tidemark.detector.model.ModelAdmission;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.PipelineConfig.Events;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.config.StartFrom;
import io.tidemark.pipeline.detect.AlertStart;
import io.tidemark.pipeline.detect.Detection;
import io.tidemark.pipeline.detect.ModelFiles;
import io.tidemark.pipeline.source.RawRecord;
import io.tidemark.pipeline.source.RawRecordFormat;
import io.tidemark.pipeline.type.BinaryType;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.SensorEvent;
import io.tidemark.schemas.wire.WireFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.flink.api.common.eventtime.SerializableTimestampAssigner;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.assertj.core.util.DoubleComparator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class DetectionTopologyTest {
  /** What the streams call second 0: no device means a time before 2000. */
  private static final long START = 1_700_000_000_000L;

  private static final Events EVENTS =
      new Events(
          WireFormat.AVRO, Duration.ofDays(1), Duration.ofSeconds(10), StartFrom.EARLIEST, false);

  /** How a window is rounded depends on the batch that it is scored in, and that on the machine. */
  private static final RecursiveComparisonConfiguration TO_ROUNDING =
      RecursiveComparisonConfiguration.builder()
          .withComparatorForType(new DoubleComparator(1e-5), Double.class)
          .build();

  /** An event and when it was written to the log. */
  private record Logged(Observation event, long logMillis) {}

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
    List<Logged> stream = stream();
    List<AnomalyAlert> expected = alertsOfTheCore(detectors, stream);
    assertThat(expected).hasSizeGreaterThan(30);
    List<AnomalyAlert> found = alertsOfTheJob(detectors, stream, backend, parallelism);
    assertThat(sorted(found))
        .usingRecursiveFieldByFieldElementComparator(TO_ROUNDING)
        .containsExactlyElementsOf(sorted(expected));
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
      long at = second(learned.getUpdatedAt());
      assertThat(at).isBetween(140L, 240L);
      assertThat(ofKey)
          .filteredOn(a -> a.getState() == AlertState.OPEN)
          .extracting(a -> second(a.getOpenedAt()))
          .noneMatch(second -> second > 110 && second < 400)
          .anyMatch(second -> second >= 400 && second < 410);
    }
    assertThat(alerts)
        .filteredOn(a -> a.getKey().equals("silent"))
        .filteredOn(a -> a.getKind() != AlertKind.ANOMALY)
        .extracting(a -> a.getKind() + " " + a.getState())
        .filteredOn(told -> !told.endsWith("UPDATE"))
        .containsExactly("GAP OPEN", "GAP RESOLVED", "FLAT_LINE OPEN");
  }

  private static long second(Instant time) {
    return time.getEpochSecond() - START / 1000;
  }

  /** Three keys that move to another level for good, and one that is silent and then still. */
  private static List<Logged> levels() {
    Random random = new Random(3);
    List<Logged> stream = new ArrayList<>();
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

  private static Logged at(String key, int second, @Nullable Random random, double level) {
    double noise = random == null ? 0 : random.nextGaussian();
    long millis = START + second * 1000L;
    return new Logged(
        SensorStream.at(key, millis, second, level + noise * 0.5, 3 + noise * 0.2), millis);
  }

  /** Twelve keys with a jump each, out of order by less than the lateness. */
  private static List<Logged> stream() {
    List<Logged> stream = new ArrayList<>();
    Random random = new Random(5);
    for (int key = 0; key < 12; key++) {
      for (Observation o : SensorStream.noisy("p" + key, 140, 80 + 3 * key, key)) {
        long millis = START + o.eventTimeMillis();
        stream.add(
            new Logged(
                SensorStream.at(o.key(), millis, o.source().offset(), o.values()),
                millis + random.nextInt(1900)));
      }
    }
    stream.sort(Comparator.comparingLong(Logged::logMillis));
    return stream;
  }

  private static List<AnomalyAlert> alertsOfTheCore(Detectors detectors, List<Logged> stream) {
    List<AnomalyAlert> alerts = new ArrayList<>();
    for (DetectorDefinition detector : detectors.definitions()) {
      try (OnnxModel model = ModelAdmission.open(detector)) {
        DetectorLine line = new DetectorLine(detector, model, new AlertsInto(alerts));
        for (Logged logged : stream) {
          Observation event = logged.event();
          line.add(
              new Observation(
                  detector.name(),
                  event.key(),
                  event.eventTimeMicros(),
                  event.values(),
                  event.source()),
              logged.logMillis());
        }
        line.finish();
      }
    }
    return alerts;
  }

  private static List<AnomalyAlert> alertsOfTheJob(
      Detectors detectors, List<Logged> stream, String backend, int parallelism) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(StateBackendOptions.STATE_BACKEND, backend);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
    environment.getConfig().enableObjectReuse();
    environment.getConfig().setAutoWatermarkInterval(1);
    List<RawRecord> records = new ArrayList<>();
    var encoder = WireFormat.AVRO.encoder(SensorEvent.class);
    for (Logged logged : stream) {
      Observation event = logged.event();
      SensorEvent sent =
          SensorEvent.newBuilder()
              .setDeviceId(event.key())
              .setEventTime(Instant.ofEpochMilli(event.eventTimeMillis()))
              .setReadings(Map.of("Current", event.values()[0], "Pressure", event.values()[1]))
              .build();
      long line = records.size();
      long offset = event.source().offset();
      records.add(
          new RawRecord(
              "sensor-events",
              0,
              offset,
              logged.logMillis(),
              (event.key() + "/" + line).getBytes(UTF_8),
              encoder.encode(sent)));
    }
    DataStream<RawRecord> source =
        environment
            .fromData(records, new BinaryType<>(new RawRecordFormat()))
            .setParallelism(1)
            .assignTimestampsAndWatermarks(
                WatermarkStrategy.<RawRecord>forMonotonousTimestamps()
                    .withTimestampAssigner(
                        new LogTimes(stream.stream().mapToLong(Logged::logMillis).toArray())))
            .setParallelism(1)
            // As from a topic: what a device sends comes in its order.
            .partitionCustom(
                (device, partitions) -> Math.floorMod(device.hashCode(), partitions),
                record -> keyOf(record)[0]);
    DetectionTopology topology =
        new DetectionTopology(
            detectors,
            ModelFiles.local(),
            EVENTS,
            new Scoring(16, Duration.ofMillis(5)),
            Duration.ofDays(7),
            AlertStart.ALL,
            false,
            Detection.byModels());
    List<AnomalyAlert> alerts = new ArrayList<>();
    try (CloseableIterator<AnomalyAlert> found =
        topology.detect(source, null, null, null).alerts().executeAndCollect()) {
      found.forEachRemaining(alerts::add);
    }
    return alerts;
  }

  /** Log times by the number of the record, which is its key. */
  private record LogTimes(long[] millis) implements SerializableTimestampAssigner<RawRecord> {
    @Override
    public long extractTimestamp(RawRecord record, long before) {
      return millis[Integer.parseInt(keyOf(record)[1])];
    }
  }

  /** Device and number of a record. */
  private static String[] keyOf(RawRecord record) {
    return new String(Objects.requireNonNull(record.key()), UTF_8).split("/", 2);
  }

  private static List<AnomalyAlert> sorted(List<AnomalyAlert> alerts) {
    return alerts.stream()
        .sorted(
            Comparator.comparing(AnomalyAlert::getAlertId).thenComparing(AnomalyAlert::getSequence))
        .toList();
  }

  private record AlertsInto(List<AnomalyAlert> alerts) implements LineListener {
    @Override
    public void alert(AnomalyAlert alert) {
      alerts.add(alert);
    }
  }
}
