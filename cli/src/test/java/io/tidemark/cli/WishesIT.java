package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.broker.SharedKafka;
import io.tidemark.console.intake.AlertReader;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.mapping.SchemaServer;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.pipeline.LocalJob;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.pipeline.config.PipelineConfigReader;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Topics as their owners have them, each with a fault in its last minute; all in one job. */
class WishesIT {
  private static final String REST =
      """
      window: {tick: 10s, length: 8, lateness: 5s}
      baseline: {warmup: 120}
      model: {path: %s.onnx, provider: cpu}
      alerts: {minCoverage: 0}
      """;
  @RegisterExtension static final SharedKafka kafka = new SharedKafka();
  @TempDir Path folder;

  @Test
  void eachFaultIsAnAlertAndNothingElseIs() throws Exception {
    Map<String, String> detectors = new TreeMap<>(); // the key of the fault by detector
    List<String> files = new ArrayList<>();
    for (Map.Entry<String, String> wish : WishTopics.faultyKeys().entrySet()) {
      detectors.put(define(wish.getKey()), wish.getValue());
      files.add(wish.getKey() + ".yaml");
    }
    WishTopics.produce(kafka.bootstrapServers(), "alerts", "dead-letters");

    try (SchemaServer registry = WishTopics.registry()) {
      try (LocalJob job = start(files, registry.url())) {
        assertThat(job.join())
            .containsEntry("deadLetters", 0L)
            .containsEntry("lateEvents", 0L)
            .containsEntry("tombstones", 720L);
      }
    }

    List<AnomalyAlert> opened =
        alerts().stream().filter(alert -> alert.getState() == AlertState.OPEN).toList();
    assertThat(opened)
        .as("alerts")
        .allSatisfy(
            alert -> {
              assertThat(alert.getKey()).isEqualTo(detectors.get(alert.getDetector()));
              assertThat(alert.getOpenedAt()).isAfter(WishTopics.FAULT);
            });
    assertThat(opened)
        .extracting(AnomalyAlert::getDetector)
        .containsExactlyInAnyOrderElementsOf(detectors.keySet());
  }

  /** Writes definition and model of a wish; the detector's name. */
  private String define(String wish) throws Exception {
    Path file = folder.resolve(wish + ".yaml");
    Files.writeString(file, WishTopics.resource(wish + ".yaml") + REST.formatted(wish));
    DetectorDefinition definition = DefinitionReader.read(file);
    Files.write(folder.resolve(wish + ".onnx"), TinyModel.of(definition).bytes());
    return definition.name();
  }

  private LocalJob start(List<String> files, String registry) throws Exception {
    String config =
        """
        kafka: {bootstrapServers: "%s"}
        detectors: %s
        events: {format: json, bounded: true}
        schemaRegistry: {url: "%s"}
        checkpoints: {interval: 1s, dir: checkpoints}
        parallelism: 2
        """
            .formatted(kafka.bootstrapServers(), files, registry);
    return LocalJob.start(TidemarkJob.checked(PipelineConfigReader.parse(config, folder)), "none");
  }

  private static List<AnomalyAlert> alerts() throws Exception {
    List<AnomalyAlert> alerts = new ArrayList<>();
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", kafka.bootstrapServers());
    try (AlertReader reader = AlertReader.open(client, "alerts", null)) {
      reader.readAll(
          alerts::add,
          unreadable -> {
            throw new AssertionError(unreadable);
          });
    }
    return alerts;
  }
}
