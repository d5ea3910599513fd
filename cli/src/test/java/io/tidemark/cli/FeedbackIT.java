package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.broker.SharedKafka;
import io.tidemark.cli.replay.EventPublisher;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.LocalJob;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfigReader;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Verdict;
import io.tidemark.schemas.wire.WireFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Feedback that comes while the job runs on a real broker. */
class FeedbackIT {
  @RegisterExtension static final SharedKafka kafka = new SharedKafka();

  @TempDir Path folder;

  @Test
  void feedbackRaisesTheThresholdOfItsKeyAndReplayAgrees() throws Exception {
    PumpRun run = PumpRun.in(folder, kafka.bootstrapServers());
    String topic = run.prefix() + "-feedback"; // missing when the job starts
    Path file =
        run.configFile(
            "events: {idleness: 1d}",
            "feedback: {topic: " + topic + "}",
            run.kafka("partition.discovery.interval.ms", "200"));
    List<Observation> stream = PumpRun.stream();
    int half = PumpRun.cut(stream, stream.size() / 2);
    run.produce(stream.subList(0, half), 0);
    try (LocalJob job =
        LocalJob.start(TidemarkJob.checked(PipelineConfigReader.read(file)), "none")) {
      PumpRun.await(() -> observed(job) >= half);
      judge(topic, "p5", "p6");
      PumpRun.await(() -> job.totals().getOrDefault("feedback", 0L).equals(4L)); // both subtasks
      run.produce(stream.subList(half, stream.size()), 0);
      PumpRun.await(() -> observed(job) >= stream.size());
      job.drain(folder.resolve("savepoints"));
    }

    List<AnomalyAlert> openings =
        run.read("alerts", AnomalyAlert.class).stream()
            .filter(alert -> alert.getState() == AlertState.OPEN)
            .toList();
    assertThat(openings).extracting(AnomalyAlert::getKey).contains("p5", "p6", "p7");
    for (AnomalyAlert opening : openings) {
      boolean judged = List.of("p5", "p6").contains(opening.getKey());
      assertThat(opening.getThreshold() > 30).as(opening.getKey()).isEqualTo(judged);
      assertThat(opening.getNote() != null).as(opening.getKey()).isEqualTo(judged);
    }
    AnomalyAlert raised =
        openings.stream().filter(alert -> alert.getKey().equals("p5")).findFirst().orElseThrow();
    StringWriter out = new StringWriter();
    int replayed =
        Tidemark.run(
            new PrintWriter(out, true),
            new PrintWriter(out, true),
            "replay",
            "--config=" + file,
            "--alert=" + raised.getAlertId());
    assertThat(replayed).as(out::toString).isZero();
  }

  @Test
  void aJobThatEndsWithItsTopicsEndsWithoutFeedback() throws Exception {
    PumpRun run = PumpRun.in(folder, kafka.bootstrapServers());
    List<Observation> stream = PumpRun.stream();
    run.produce(stream, 0);
    PipelineConfig config =
        run.config("events: {bounded: true}", "feedback: {topic: %s-none}".formatted(run.prefix()));

    try (LocalJob job = LocalJob.start(TidemarkJob.checked(config), "none")) {
      job.join();
    }

    PumpRun.assertSameAlerts(run.read("alerts", AnomalyAlert.class), run.alertsOfTheCore(stream));
  }

  private static void judge(String topic, String... keys) throws IOException {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", kafka.bootstrapServers());
    try (EventPublisher publisher = new EventPublisher(client, WireFormat.AVRO)) {
      for (String key : keys) {
        AlertFeedback noise =
            AlertFeedback.newBuilder()
                .setAlertId("incident of " + key)
                .setSequence(0)
                .setDetector("pump")
                .setKey(key)
                .setVerdict(Verdict.NOISE)
                .setTime(Instant.EPOCH)
                .setFeatures(List.of("current"))
                .build();
        publisher.send(topic, "pump/" + key, noise);
      }
      publisher.flush();
    }
  }

  private static long observed(LocalJob job) throws InterruptedException {
    return job.totals().getOrDefault("observations", 0L) instanceof Long count ? count : 0;
  }
}
