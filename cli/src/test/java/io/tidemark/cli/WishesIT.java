package io.tidemark.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.broker.SharedKafka;
import io.tidemark.cli.broker.Topics;
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
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
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
  private static final List<String> TOPICS =
      List.of(
          "zeek",
          "suricata",
          "netflow",
          "telegraf",
          "iot",
          "otlp",
          "debezium",
          "avrorec",
          "protoev");

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
    produce();

    try (SchemaServer registry = new SchemaServer()) {
      registry.add("/schemas/ids/" + WishTopics.AVRO_SCHEMA, "AVRO", resource("avrorec.avsc"));
      registry.add("/schemas/ids/" + WishTopics.PROTOBUF_SCHEMA, "PROTOBUF", resource("ev.proto"));
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
    Files.writeString(file, resource(wish + ".yaml") + REST.formatted(wish));
    DetectorDefinition definition = DefinitionReader.read(file);
    Files.write(folder.resolve(wish + ".onnx"), TinyModel.of(definition).bytes());
    return definition.name();
  }

  private static void produce() throws Exception {
    Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (Admin admin = Admin.create(client)) {
      Topics.create(
          admin,
          Stream.concat(TOPICS.stream(), Stream.of("alerts", "dead-letters"))
              .map(topic -> new NewTopic(topic, 1, (short) 1))
              .toList());
    }
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (WishTopics.Sent sent : new WishTopics(resource("avrorec.avsc")).all()) {
        byte[] key = sent.key() == null ? null : sent.key().getBytes(UTF_8);
        producer.send(
            new ProducerRecord<>(sent.topic(), null, sent.at().toEpochMilli(), key, sent.value()));
      }
    }
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

  private static String resource(String name) throws IOException {
    String path = "/io/tidemark/detector/mapping/" + name;
    try (InputStream in = WishesIT.class.getResourceAsStream(path)) {
      return new String(Objects.requireNonNull(in, path).readAllBytes(), UTF_8);
    }
  }
}
