package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.broker.TestKafka;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A public table through the broker and the job, against its evaluation; all by command line. */
class TableOverKafkaIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path TABLE =
      ROOT.resolve("../shared/data/cisco-telemetry/data.csv.gz").normalize();
  private static final String DETECTOR = ROOT.resolve("examples/cisco-telemetry.yaml").toString();
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private record Opening(String key, Instant at) {}

  @Test
  @Timeout(value = 4, unit = TimeUnit.MINUTES)
  void theTopicHoldsTheAlertsThatEvaluationFinds() throws Exception {
    assumeTrue(
        Files.exists(TABLE), () -> "SKIPPED: no data at " + TABLE + "; see docs/lab/data.md");
    String model = folder.resolve("cisco.onnx").toString();
    String detector = detectorWith(model);
    run("train", "--detector", detector, "--data", TABLE.toString(), "--epochs", "40");
    run("evaluate", "--detector", detector, "--data", TABLE.toString(), "--out", out("cisco"));
    JsonNode metrics = JSON.readTree(folder.resolve("cisco/metrics.json").toFile());

    List<Opening> onTopic = throughKafka(detector);

    assertThat(onTopic)
        .containsExactlyInAnyOrderElementsOf(
            StreamSupport.stream(metrics.path("incidents").spliterator(), false)
                .map(incident -> opening(incident, "openedAt"))
                .toList());
    assertThat(metrics.path("eventRecall").asDouble()).isGreaterThanOrEqualTo(0.8);
  }

  private List<Opening> throughKafka(String detector) throws Exception {
    try (TestKafka kafka = TestKafka.start()) {
      String servers = kafka.bootstrapServers();
      run(
          "produce",
          "--bootstrap-servers",
          servers,
          "--detector",
          detector,
          "--data",
          TABLE.toString(),
          "--speed",
          "max");
      Path config =
          Files.writeString(
              folder.resolve("pipeline.yaml"),
              """
              kafka: {bootstrapServers: "%s"}
              detectors: [cisco.yaml]
              events: {bounded: true}
              alerts: {topic: found}
              checkpoints: {interval: 1s, dir: checkpoints}
              parallelism: 2
              """
                  .formatted(servers));
      run("run", "--config", config.toString());
      String alerts = run("alerts", "--bootstrap-servers", servers, "--topic", "found", "--json");
      return alerts
          .lines()
          .map(TableOverKafkaIT::parsed)
          .filter(alert -> alert.path("state").asText().equals("OPEN"))
          .map(alert -> opening(alert, "openedAt"))
          .toList();
    }
  }

  private String detectorWith(String model) throws Exception {
    String yaml = Files.readString(Path.of(DETECTOR)).replace("../out/cisco.onnx", model);
    assertThat(yaml).contains(model);
    return Files.writeString(folder.resolve("cisco.yaml"), yaml).toString();
  }

  private String out(String name) {
    return folder.resolve(name).toString();
  }

  private static Opening opening(JsonNode node, String field) {
    return new Opening(node.path("key").asText(), Instant.parse(node.path(field).asText()));
  }

  private static JsonNode parsed(String line) {
    try {
      return JSON.readTree(line);
    } catch (java.io.IOException malformed) {
      throw new java.io.UncheckedIOException(malformed);
    }
  }

  /** Runs a command that must succeed; what it printed. */
  private String run(String... arguments) {
    out.getBuffer().setLength(0);
    int code = Tidemark.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    assertThat(code).as(() -> String.join(" ", arguments) + ": " + err).isZero();
    return out.toString();
  }
}
