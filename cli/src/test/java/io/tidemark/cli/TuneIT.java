package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.broker.SharedKafka;
import io.tidemark.cli.replay.EventPublisher;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.Verdict;
import io.tidemark.schemas.wire.WireFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code tune} with feedback on a real broker. */
class TuneIT {
  @RegisterExtension static final SharedKafka kafka = new SharedKafka();

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void countsTheIncidentsThatPeopleJudged() throws Exception {
    PumpRun run = PumpRun.in(folder, kafka.bootstrapServers());
    String topic = run.prefix() + "-feedback";
    Path config = run.configFile("feedback: {topic: " + topic + "}");
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", kafka.bootstrapServers());
    try (EventPublisher publisher = new EventPublisher(client, WireFormat.AVRO)) {
      publisher.send(run.prefix() + "-alerts", "pump/p1", alert("fault", 210));
      publisher.send(run.prefix() + "-alerts", "pump/p1", alert("spike", 403));
      publisher.send(topic, "pump/p1", said("fault", Verdict.REAL));
      publisher.send(topic, "pump/p1", said("spike", Verdict.EXPECTED));
      publisher.send(topic, "pump/p1", said("gone", Verdict.NOISE));
      publisher.flush();
    }

    JsonNode json = new ObjectMapper().readTree(tune("--config=" + config, "--json"));

    assertThat(json.path("judgedReal").asInt()).isEqualTo(1);
    assertThat(json.path("judgedNoise").asInt()).isEqualTo(1);
    JsonNode high = json.path("sensitivities").path(2);
    assertThat(high.path("realKept").asInt()).isEqualTo(1);
    assertThat(high.path("noiseRaised").asInt()).isEqualTo(1);
    assertThat(json.path("suggestion").path("realKept").asInt()).isEqualTo(1);
    assertThat(json.path("suggestion").path("noiseRaised").asInt()).isZero();
    assertThat(err.toString())
        .isEqualTo(
            "Incidents with feedback that do not count, because the alerts topic no longer has them: 1%n"
                .formatted());
    assertThat(tune("--config=" + config, "--feedback-topic=" + topic + "-of-nobody"))
        .contains("There is no feedback on incidents of these scores.");
  }

  private String tune(String... more) throws IOException {
    out.getBuffer().setLength(0);
    List<String> arguments = new ArrayList<>(List.of("tune", "--scores=" + scores()));
    arguments.add("--detector=" + folder.resolve("pump.yaml"));
    arguments.addAll(List.of(more));
    int status =
        Tidemark.run(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            arguments.toArray(String[]::new));
    assertThat(status).as(err::toString).isZero();
    return out.toString();
  }

  /** A fault of 20 ticks and a spike of four. */
  private Path scores() throws IOException {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "timestamp,key,score,pvalue,evidence,threshold,open,level,average,edge,scale,matters,unwatched"));
    for (int i = 0; i < 600; i++) {
      double level = i >= 200 && i < 220 ? 3 : i >= 400 && i < 404 ? 1.2 : 0.5 + i % 5 / 100.0;
      lines.add(
          "%s,p1,%s,0.5,0.0,20.0,0,%s,0.5,0.1,0.1,1,"
              .formatted(START.plusSeconds(i), level, level));
    }
    return Files.write(folder.resolve("scores.csv"), lines);
  }

  private static AnomalyAlert alert(String id, int second) {
    AnomalyAlert alert =
        SampleAlerts.alert(
            id, 0, AlertState.RESOLVED, Severity.LOW, "p1", START.plusSeconds(second));
    alert.setDetector("pump");
    alert.setUpdatedAt(START.plusSeconds(second + 30));
    return alert;
  }

  private static AlertFeedback said(String id, Verdict verdict) {
    return AlertFeedback.newBuilder()
        .setAlertId(id)
        .setSequence(0)
        .setDetector("pump")
        .setKey("p1")
        .setVerdict(verdict)
        .setTime(START)
        .setFeatures(List.of("current"))
        .build();
  }
}
