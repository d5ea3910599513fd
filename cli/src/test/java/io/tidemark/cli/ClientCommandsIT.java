package io.tidemark.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.broker.SharedKafka;
import io.tidemark.detector.Mixing;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertPhase;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.ModelIdentity;
import io.tidemark.schemas.NetworkEvent;
import io.tidemark.schemas.SensorEvent;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireFormat;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientCommandsIT {
  private static final Path EXAMPLES = Path.of("..", "examples");
  @RegisterExtension static final SharedKafka kafka = new SharedKafka();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aSimulatedPlantArrivesAsSensorEventsInAvro(@TempDir Path folder) throws Exception {
    String table = folder.resolve("plant.csv.gz").toString();
    assertThat(run("simulate", "--site", "plant", "--out", table, "--duration", "60s")).isZero();

    assertThat(produce(table, "plant.yaml", "avro")).as(err::toString).isZero();

    EventDecoder<SensorEvent> decoder = WireFormat.AVRO.decoder(SensorEvent.class);
    List<byte[]> payloads = consume("sensor-events", 12 * 60);
    assertThat(payloads).hasSize(12 * 60);
    SensorEvent first = decoder.decode(payloads.get(0));
    assertThat(first.getDeviceId()).startsWith("pump-");
    assertThat(first.getReadings())
        .containsKeys("current", "vibration", "temperature", "pressure", "flow", "speed");
    assertThat(out.toString()).contains("\"topic\":\"sensor-events\",\"events\":720");
  }

  @Test
  void aTableThatIsSortedByKeyIsSentInTheOrderOfTime(@TempDir Path folder) throws Exception {
    Path table = folder.resolve("plant.csv");
    String out = table.toString();
    assertThat(run("simulate", "--site", "plant", "--out", out, "--duration", "60s")).isZero();
    List<String> lines = Files.readAllLines(table);
    List<String> byKey = Mixing.BY_KEY.of(lines.subList(1, lines.size()), row -> row.split(",")[1]);
    Files.write(table, Stream.concat(Stream.of(lines.get(0)), byKey.stream()).toList());
    String plant = Files.readString(EXAMPLES.resolve("plant.yaml"));
    Path detector = folder.resolve("detector.yaml");
    Files.writeString(detector, plant.replace("topic: sensor-events", "topic: sorted-events"));

    assertThat(produce(out, detector.toString(), "avro")).as(err::toString).isZero();

    EventDecoder<SensorEvent> decoder = WireFormat.AVRO.decoder(SensorEvent.class);
    Map<Integer, Instant> newest = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> sent : records("sorted-events", 12 * 60)) {
      Instant time = decoder.decode(sent.value()).getEventTime();
      Instant before = newest.put(sent.partition(), time);
      assertThat(time).isAfterOrEqualTo(before == null ? time : before);
    }
    assertThat(newest.keySet()).hasSizeLessThan(12); // so that keys share a partition
  }

  @Test
  void aSimulatedOfficeArrivesAsNetworkEventsInJson(@TempDir Path folder) throws Exception {
    String table = folder.resolve("office.csv").toString();
    assertThat(run("simulate", "--site", "office", "--out", table, "--duration", "20s")).isZero();

    assertThat(produce(table, "office.yaml", "json")).as(err::toString).isZero();

    NetworkEvent event =
        WireFormat.JSON.decoder(NetworkEvent.class).decode(consume("network-events", 1).get(0));
    assertThat(event.getSourceDevice()).startsWith("ws-");
    assertThat(event.getObserver()).isEqualTo("switch-1");
    assertThat(event.getForwardBytes()).isPositive();
  }

  @Test
  void rawRecordsArriveAsTheyAre(@TempDir Path folder) throws Exception {
    Path file =
        Files.write(
            folder.resolve("raw.jsonl"),
            List.of(
                "{\"key\": \"a\", \"value\": \"1.50\", \"timestamp\": 1767225600000}",
                "{\"value\": null, \"key\": \"a\", \"headers\": {\"h\": \"x\"}}",
                "{\"base64\": \"AAEC\"}"));
    long started = System.nanoTime();

    assertThat(raw("--topic", "raw-events", "--raw", file.toString(), "--rate", "4"))
        .as(err::toString)
        .isZero();

    assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThan(Duration.ofMillis(480));
    assertThat(out.toString()).contains("raw-events: 3 records in ");
    List<ConsumerRecord<byte[], byte[]>> found = records("raw-events", 3);
    assertThat(found)
        .extracting(ConsumerRecord::value)
        .containsExactlyInAnyOrder("1.50".getBytes(UTF_8), null, new byte[] {0, 1, 2});
    assertThat(found)
        .filteredOn(record -> record.timestamp() == 1_767_225_600_000L)
        .singleElement()
        .satisfies(record -> assertThat(record.key()).isEqualTo("a".getBytes(UTF_8)));
    assertThat(found)
        .filteredOn(record -> record.headers().lastHeader("h") != null)
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.value()).isNull();
              assertThat(record.headers().lastHeader("h").value()).isEqualTo("x".getBytes(UTF_8));
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                    | --data: nothing is not accepted; it must be a table, or pass --raw and --topic",
        "--raw a             | --topic: nothing is not accepted; it must be the topic that takes the records of --raw",
        "--raw a --topic t --data b | --data: does not go with --raw",
        "--raw a --topic t --rate 0 | --rate: 0.0 is not accepted; it must be a number over 0 up to 1000000",
        "--data a --detector b --rate 3 | --rate: goes with --raw; a table has --speed"
      })
  void optionsThatDoNotGoTogetherAreBadInput(@Nullable String options, String message) {
    assertThat(raw(options == null ? new String[0] : options.split(" "))).isEqualTo(2);
    assertThat(err.toString().strip()).isEqualTo(message);
  }

  private int raw(String... options) {
    List<String> all = new ArrayList<>(List.of("produce", "--bootstrap-servers"));
    all.add(kafka.bootstrapServers());
    all.addAll(List.of(options));
    return run(all.toArray(String[]::new));
  }

  @Test
  void alertsShowsCommittedAlertsOfTheChosenDetectorAndTellsWhatItCannotRead() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", "t"))) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, WireFormat.AVRO.encoder(AnomalyAlert.class).encode(alert("plant", "pump-01")));
      send(producer, WireFormat.JSON.encoder(AnomalyAlert.class).encode(alert("plant", "pump-02")));
      send(producer, WireFormat.AVRO.encoder(AnomalyAlert.class).encode(alert("office", "ws-01")));
      send(producer, new byte[] {1, 2, 3});
      producer.commitTransaction();
      producer.beginTransaction();
      send(producer, WireFormat.AVRO.encoder(AnomalyAlert.class).encode(alert("plant", "never")));
      producer.abortTransaction();
    }

    assertThat(
            run("alerts", "--bootstrap-servers", kafka.bootstrapServers(), "--detector", "plant"))
        .isZero();

    assertThat(out.toString().lines()).hasSize(2);
    assertThat(out.toString()).contains("pump-01", "pump-02");
    assertThat(err.toString()).contains("alerts-0 offset 3: 3 bytes are too few");
    String longest = "pump-" + "0".repeat(200);
    AnomalyAlert alert = alert("plant", "pump-03");
    alert.setKey(longest);
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      send(producer, WireFormat.AVRO.encoder(AnomalyAlert.class).encode(alert));
    }
    assertThat(run("alerts", "--bootstrap-servers", kafka.bootstrapServers())).isZero();
    assertThat(out.toString()).as("whole lines, since this is no terminal").contains(longest);
  }

  @Test
  void aTopicThatDoesNotExistIsBadInput() {
    assertThat(run("alerts", "--bootstrap-servers", kafka.bootstrapServers(), "--topic", "nowhere"))
        .isEqualTo(2);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("--topic: nowhere is not accepted");
  }

  private int produce(String table, String detector, String format) {
    return run(
        "produce",
        "--data",
        table,
        "--detector",
        EXAMPLES.resolve(detector).toString(),
        "--speed",
        "max",
        "--format",
        format,
        "--bootstrap-servers",
        kafka.bootstrapServers(),
        "--json");
  }

  private int run(String... args) {
    return Tidemark.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }

  private static AnomalyAlert alert(String detector, String key) {
    Instant time = Instant.parse("2026-01-05T06:00:00Z");
    return AnomalyAlert.newBuilder()
        .setAlertId(key)
        .setSequence(0)
        .setState(AlertState.OPEN)
        .setDetector(detector)
        .setKey(key)
        .setSeverity(Severity.LOW)
        .setOpenedAt(time)
        .setUpdatedAt(time)
        .setWindowStart(time)
        .setWindowEnd(time)
        .setScore(1)
        .setPeakScore(1)
        .setThreshold(0.5)
        .setPValue(0.01)
        .setFeatures(List.of())
        .setImputedShare(0)
        .setModel(new ModelIdentity("m", "1", "ab", "CPU"))
        .setSources(List.of())
        .setKind(AlertKind.ANOMALY)
        .setPhase(AlertPhase.LIVE)
        .build();
  }

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> config = new HashMap<>(more);
    config.put("bootstrap.servers", kafka.bootstrapServers());
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void send(KafkaProducer<byte[], byte[]> producer, byte[] value) {
    producer.send(new ProducerRecord<>("alerts", 0, null, value));
  }

  private static List<byte[]> consume(String topic, int atLeast) {
    return records(topic, atLeast).stream().map(ConsumerRecord::value).toList();
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(String topic, int atLeast) {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "group.id",
            "test-" + topic,
            "auto.offset.reset",
            "earliest");
    List<ConsumerRecord<byte[], byte[]>> values = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(topic));
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (values.size() < atLeast && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(200)).forEach(values::add);
      }
    }
    return values;
  }
}
