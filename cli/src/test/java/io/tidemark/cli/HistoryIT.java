package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.broker.SharedKafka;
import io.tidemark.detector.LogLines;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.LocalJob;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.SensorEvent;
import io.tidemark.schemas.WindowScore;
import io.tidemark.schemas.wire.EventEncoder;
import io.tidemark.schemas.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A job that starts on a topic with history: four minutes of two pumps, by their own clocks. */
class HistoryIT {
  @RegisterExtension static final SharedKafka kafka = new SharedKafka();

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int HISTORY = 240;
  private static final int END = 330;

  @TempDir Path folder;

  @Test
  void keysWarmUpFromTheHistoryAndOnlyTheFaultAfterItIsAlerted() throws Exception {
    PumpRun run = PumpRun.in(folder, kafka.bootstrapServers());
    String topic = run.prefix() + "-events";
    Instant now = Instant.now();
    send(run, topic, stream("old", 0, 100, 1_000), now.minus(Duration.ofDays(2)));
    send(run, topic, stream("a", 0, HISTORY, 150), now.minusSeconds(3));
    send(run, topic, stream("b", 0, HISTORY, 1_000), now.minusSeconds(3));
    PipelineConfig config =
        run.config(
            "events: {startFrom: 1h, idleness: 300ms}",
            "alerts: {topic: " + run.prefix() + "-alerts}",
            "scores: {topic: " + run.prefix() + "-scores}");
    try (LogLines log = LogLines.of("io.tidemark.pipeline.detect.CoverageFunction");
        LocalJob job = LocalJob.start(TidemarkJob.checked(config), "none")) {
      PumpRun.await(() -> !log.lines().isEmpty());
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("Detector pump has read the past", "of 2 keys are watched");
      send(run, topic, stream("a", HISTORY, END, HISTORY + 60), null);
      send(run, topic, stream("b", HISTORY, END, 1_000), null);
      PumpRun.await(
          () -> job.totals().get("observations") instanceof Long count && count >= 2L * END);
      job.drain(folder.resolve("savepoints"));
    }

    List<AnomalyAlert> alerts = run.read("alerts", AnomalyAlert.class);
    assertThat(alerts).filteredOn(alert -> alert.getState() == AlertState.OPEN).hasSize(1);
    assertThat(alerts)
        .allMatch(alert -> alert.getKey().equals("a"))
        .allMatch(alert -> !alert.getOpenedAt().isBefore(START.plusSeconds(HISTORY + 60)));
    List<WindowScore> scores = run.read("scores", WindowScore.class);
    assertThat(scores).extracting(WindowScore::getKey).containsOnly("a", "b");
    assertThat(scores)
        .filteredOn(score -> score.getWindowEnd().isAfter(START.plusSeconds(HISTORY)))
        .hasSizeGreaterThan(2 * 80)
        .allMatch(score -> score.getThreshold() != null);
    assertThat(scores)
        .as("the fault of the past was judged all the same")
        .anyMatch(
            score ->
                score.getAnomalous() && score.getWindowEnd().isBefore(START.plusSeconds(HISTORY)));
  }

  /** Seconds of a pump, from one to another, with a jump of ten seconds. */
  private static List<Observation> stream(String key, int from, int to, int jumpAt) {
    return SensorStream.noisy(key, to, jumpAt, key.hashCode()).subList(from, to).stream()
        .map(event -> PumpRun.later(event, START.toEpochMilli()))
        .sorted(Comparator.comparingLong(Observation::eventTimeMillis))
        .toList();
  }

  /**
   * @param written the records' timestamp; null: now
   */
  private static void send(
      PumpRun run, String topic, List<Observation> stream, @Nullable Instant written) {
    EventEncoder<SensorEvent> encoder = WireFormat.AVRO.encoder(SensorEvent.class);
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (Observation event : stream) {
      records.add(
          new ProducerRecord<>(
              topic,
              null,
              written == null ? null : written.toEpochMilli(),
              event.key().getBytes(StandardCharsets.UTF_8),
              encoder.encode(PumpRun.event(event))));
    }
    try (KafkaProducer<byte[], byte[]> producer = run.producer(Map.of())) {
      records.forEach(producer::send);
    }
  }
}
