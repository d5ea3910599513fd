package io.tidemark.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.broker.SharedKafka;
import io.tidemark.cli.broker.Topics;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Durations;
import io.tidemark.detector.mapping.SchemaServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics as their owners have them, each with a fault in its last minute. */
class InitIT {
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

  private static final String GUIDE = guide();

  @RegisterExtension static final SharedKafka kafka = new SharedKafka();
  @TempDir Path folder;

  @BeforeAll
  static void produce() throws Exception {
    Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (Admin admin = Admin.create(client)) {
      Topics.create(
          admin, TOPICS.stream().map(topic -> new NewTopic(topic, 1, (short) 1)).toList());
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zeek",
        "suricata",
        "netflow",
        "telegraf",
        "iot",
        "otlp",
        "debezium",
        "avrorec",
        "protoev"
      })
  void findsTheFaultOfATopicAndNothingElse(String topic) throws Exception {
    JsonNode detectors = init(topic);

    List<String> faulty =
        Stream.of(
                topic.equals("iot")
                    ? new String[] {"ttn", "tasmota", "sparkplug"}
                    : new String[] {topic})
            .map(wish -> Objects.requireNonNull(WishTopics.faultyKeys().get(wish)))
            .toList();
    assertThat(detectors).hasSize(faulty.size());
    for (JsonNode detector : detectors) {
      assertThat(GUIDE).contains(row(Path.of(detector.get("file").asText())));
      assertThat(detector.get("keys").asInt()).as(detector.toPrettyString()).isEqualTo(3);
      assertThat(detector.get("incidents"))
          .as(detector.toPrettyString())
          .hasSize(1)
          .allSatisfy(
              incident -> {
                assertThat(incident.get("key").asText()).isIn(faulty);
                assertThat(Instant.parse(incident.get("openedAt").asText()))
                    .isAfter(WishTopics.FAULT);
              });
    }
  }

  /** A proposal as the guide shows it. */
  private static String row(Path file) {
    DetectorDefinition definition = DefinitionReader.read(file);
    String time = String.join(" or ", definition.events().time().from());
    String features =
        definition.features().stream()
            .map(
                feature ->
                    feature.name()
                        + " "
                        + feature.aggregate().toString().toLowerCase(Locale.ROOT)
                        + (feature.unit() == null ? "" : " in " + feature.unit()))
            .collect(Collectors.joining(", "));
    return "| %s | `%s` | `%s` | %s | %s |"
        .formatted(
            definition.name(),
            definition.events().key().shown(),
            time,
            Durations.format(definition.window().tick()),
            features);
  }

  private JsonNode init(String topic) throws Exception {
    try (SchemaServer registry = new SchemaServer()) {
      registry.add("/schemas/ids/" + WishTopics.AVRO_SCHEMA, "AVRO", resource("avrorec.avsc"));
      registry.add("/schemas/ids/" + WishTopics.PROTOBUF_SCHEMA, "PROTOBUF", resource("ev.proto"));
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      int code =
          Tidemark.run(
              new PrintWriter(out),
              new PrintWriter(err),
              "init",
              "--bootstrap-servers=" + kafka.bootstrapServers(),
              "--schema-registry=" + registry.url(),
              "--topic=" + topic,
              "--out=" + folder,
              "--json");
      assertThat(code).as(err.toString()).isZero();
      return new ObjectMapper().readTree(out.toString());
    }
  }

  private static String guide() {
    try {
      return Files.readString(Path.of("../docs/init.md"));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String resource(String name) throws Exception {
    String path = "/io/tidemark/detector/mapping/" + name;
    try (InputStream in = InitIT.class.getResourceAsStream(path)) {
      return new String(Objects.requireNonNull(in, path).readAllBytes(), UTF_8);
    }
  }
}
