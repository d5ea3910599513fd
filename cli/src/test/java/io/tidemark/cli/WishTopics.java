package io.tidemark.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.CodedOutputStream;
import io.tidemark.cli.broker.Topics;
import io.tidemark.detector.mapping.SchemaServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * For tests: topics in the shapes that their usual writers give them, with three keys each, a tick
 * of ten seconds and one fault: in the last minute, of the second key.
 */
final class WishTopics {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final List<String> TOPICS =
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
  private static final int AVRO_SCHEMA = 42;
  private static final int PROTOBUF_SCHEMA = 43;
  private static final int TICKS = 240;
  private static final int TICK = 10;
  private static final int KEYS = 3;
  private static final int FAULTY = 1;

  /** When the faults begin. */
  static final Instant FAULT = START.plusSeconds((long) (TICKS - 6) * TICK);

  private static final DateTimeFormatter BERLIN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT)
          .withZone(ZoneId.of("Europe/Berlin"));
  private static final DateTimeFormatter OFFSET =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxx", Locale.ROOT)
          .withZone(ZoneOffset.ofHours(2));

  private final Random random = new Random(7);
  private final Schema machineState;
  private final List<Sent> sent = new ArrayList<>();

  /**
   * @param machineState schema of the records of {@code avrorec}
   */
  WishTopics(String machineState) {
    this.machineState = new Schema.Parser().parse(machineState);
  }

  /** A record and when it was written. */
  record Sent(String topic, @Nullable String key, byte @Nullable [] value, Instant at) {}

  /** All records of all topics, in the order of time. */
  List<Sent> all() {
    for (int tick = 0; tick < TICKS; tick++) {
      for (int key = 0; key < KEYS; key++) {
        boolean fault = key == FAULTY && tick >= TICKS - 6;
        flows(tick, key, fault ? 10 : 1);
        readings(tick, key, fault);
      }
    }
    sent.sort(Comparator.comparing(Sent::at));
    return sent;
  }

  /**
   * Creates all topics and writes all records.
   *
   * @param others topics that are created too
   */
  static void produce(String bootstrapServers, String... others) throws Exception {
    Map<String, Object> client = Map.of("bootstrap.servers", bootstrapServers);
    try (Admin admin = Admin.create(client)) {
      Topics.create(
          admin,
          Stream.concat(TOPICS.stream(), Stream.of(others))
              .map(topic -> new NewTopic(topic, 1, (short) 1))
              .toList());
    }
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (Sent sent : new WishTopics(resource("avrorec.avsc")).all()) {
        byte[] key = sent.key() == null ? null : sent.key().getBytes(UTF_8);
        producer.send(
            new ProducerRecord<>(sent.topic(), null, sent.at().toEpochMilli(), key, sent.value()));
      }
    }
  }

  /** A registry that has the schemas of the topics; the caller closes it. */
  static SchemaServer registry() throws IOException {
    SchemaServer registry = new SchemaServer();
    registry.add("/schemas/ids/" + AVRO_SCHEMA, "AVRO", resource("avrorec.avsc"));
    registry.add("/schemas/ids/" + PROTOBUF_SCHEMA, "PROTOBUF", resource("ev.proto"));
    return registry;
  }

  /** A file that belongs to the topics: a definition, a schema. */
  static String resource(String name) throws IOException {
    String path = "/io/tidemark/detector/mapping/" + name;
    try (InputStream in = WishTopics.class.getResourceAsStream(path)) {
      return new String(Objects.requireNonNull(in, path).readAllBytes(), UTF_8);
    }
  }

  /** Name of a fault's key, by the detector's wish. */
  static Map<String, String> faultyKeys() {
    return Map.ofEntries(
        Map.entry("zeek", "192.168.10.1"),
        Map.entry("suricata", "192.168.10.1"),
        Map.entry("netflow", "192.168.88.1"),
        Map.entry("telegraf", "web-1"),
        Map.entry("ttn", "soil-1"),
        Map.entry("tasmota", "plug-1"),
        Map.entry("sparkplug", "mixer-1"),
        Map.entry("otlp", "node-1"),
        Map.entry("debezium", "1"),
        Map.entry("avrorec", "cnc-1"),
        Map.entry("protoev", "pb-1"));
  }

  /** Records of flows: some in each tick. */
  private void flows(int tick, int key, int factor) {
    int flows = 8 + random.nextInt(3);
    for (int flow = 0; flow < flows; flow++) {
      Instant at = at(tick).plusMillis(random.nextInt(1000 * TICK));
      long bytes = Math.round(about(1000, 150)) * factor;
      zeek(at, key, bytes);
      suricata(at, key, bytes);
      netflow(at, key, bytes);
    }
  }

  private void zeek(Instant at, int key, long bytes) {
    json(
        "zeek",
        null,
        at,
        """
        {"ts":%s,"uid":"C%x","id.orig_h":"192.168.10.%d","id.orig_p":%d,"id.resp_h":"10.47.1.%d",\
        "id.resp_p":%d,"proto":"tcp","duration":0.9,"conn_state":"SF","orig_ip_bytes":%d,\
        "resp_ip_bytes":%d}\
        """,
        seconds(at),
        random.nextLong(),
        key,
        random.nextInt(60_000),
        random.nextInt(20),
        List.of(53, 80, 443).get(random.nextInt(3)),
        bytes,
        Math.round(about(4000, 600)));
  }

  private void suricata(Instant at, int key, long bytes) {
    String head =
        "{\"timestamp\":\"%s\",\"flow_id\":%d,\"src_ip\":\"192.168.10.%d\",\"proto\":\"TCP\","
            .formatted(OFFSET.format(at), random.nextInt(1 << 30), key);
    json(
        "suricata",
        null,
        at,
        "%s\"event_type\":\"flow\",\"flow\":{\"bytes_toserver\":%d,\"bytes_toclient\":%d,"
            + "\"start\":\"%s\",\"age\":190}}",
        head,
        bytes,
        Math.round(about(4000, 600)),
        OFFSET.format(at.minusSeconds(190)));
    if (random.nextInt(4) == 0) {
      json("suricata", null, at, "%s\"event_type\":\"dns\",\"dns\":{\"type\":\"query\"}}", head);
    }
  }

  private void netflow(Instant at, int key, long bytes) {
    json(
        "netflow",
        null,
        at,
        """
        {"type":"NETFLOW_V9","time_received_ns":%2$d,"sampler_address":"192.168.88.%1$d",\
        "time_flow_start_ns":%2$d,"bytes":%3$d,"packets":9,"src_addr":"192.168.10.10",\
        "proto":"%4$s","as_path":[]}\
        """,
        key,
        micros(at) * 1000,
        bytes,
        random.nextInt(3) == 0 ? "TCP" : "UDP");
  }

  /** Records of readings: one of each in each tick. */
  private void readings(int tick, int key, boolean fault) {
    Instant at = at(tick);
    telegraf(at, tick, key, fault ? 95 : about(12, 1));
    ttn(at, key, fault ? 45 : about(20.5, 0.3));
    tasmota(at, key, fault ? 400 : about(52, 2));
    sparkplug(at, key, fault ? 20 : about(120, 3));
    otlp(at, tick, key, fault ? 0.95 : about(0.2, 0.02));
    debezium(at, key, fault ? 18_000 : Math.round(about(23_026, 60)));
    avro(at, key, fault ? 40 : about(12.2, 0.2));
    protobuf(at, key, fault ? 90 : about(49.6, 0.4));
  }

  private void telegraf(Instant at, int tick, int key, double cpu) {
    String host = "web-" + key;
    String record =
        "{\"fields\":{%s},\"name\":\"%s\",\"tags\":{\"host\":\"%s\"%s},\"timestamp\":%d}";
    long second = at.getEpochSecond();
    json("telegraf", host, at, record, "\"usage_user\":" + cpu, "cpu", host, "", second);
    json(
        "telegraf",
        host,
        at,
        record,
        "\"bytes_sent\":" + (12_000L * tick + random.nextInt(2000)),
        "net",
        host,
        ",\"interface\":\"eth0\"",
        second);
    json(
        "telegraf",
        host,
        at,
        record,
        "\"available_percent\":" + about(60, 1),
        "mem",
        host,
        "",
        second);
  }

  private void ttn(Instant at, int key, double temperature) {
    json(
        "iot",
        "v3/fields/devices/soil-" + key + "/up",
        at,
        """
        {"end_device_ids":{"device_id":"soil-%d"},"received_at":"%s","uplink_message":{\
        "decoded_payload":{"temperature":%s,"battery":%s,"events":"motion"},\
        "rx_metadata":[{"rssi":%s},{"rssi":-98}]}}\
        """,
        key,
        at.plusNanos(406),
        temperature,
        about(3.6, 0.01),
        about(-110, 3));
  }

  private void tasmota(Instant at, int key, double power) {
    json(
        "iot",
        "tele/plug-" + key + "/SENSOR",
        at,
        "{\"Time\":\"%s\",\"ENERGY\":{\"Power\":[%s,%s],\"Voltage\":%s}}",
        BERLIN.format(at),
        power,
        about(5, 0.2),
        about(235, 1));
  }

  private void sparkplug(Instant at, int key, double speed) {
    long millis = at.toEpochMilli();
    json(
        "iot",
        "spBv1.0/plant/DDATA/mixer-" + key,
        at,
        """
        {"timestamp":%1$d,"seq":1,"metrics":[{"name":"DATA/Speed","timestamp":%1$d,"value":%2$s},\
        {"name":"DATA/Status","timestamp":%1$d,"value":"Running"}]}\
        """,
        millis,
        speed);
  }

  private void otlp(Instant at, int tick, int key, double cpu) {
    String time = "\"timeUnixNano\":\"" + micros(at) * 1000 + "\"";
    json(
        "otlp",
        null,
        at,
        """
        {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{\
        "stringValue":"checkout"}},{"key":"host.name","value":{"stringValue":"node-%1$d"}}]},\
        "scopeMetrics":[{"metrics":[{"name":"system.cpu.utilization","gauge":{"dataPoints":[\
        {"attributes":[{"key":"state","value":{"stringValue":"user"}}],%2$s,"asDouble":%3$s}]}},\
        {"name":"http.server.requests","sum":{"isMonotonic":true,"dataPoints":[\
        {%2$s,"asInt":"%4$d"}]}}]}]}]}\
        """,
        key,
        time,
        cpu,
        1000L * tick + random.nextInt(100));
  }

  private void debezium(Instant at, int key, long voltage) {
    String reading =
        Base64.getEncoder().encodeToString(ByteBuffer.allocate(4).putInt((int) voltage).array());
    String row =
        "{\"meter_id\":%d,\"reading\":\"%s\",\"load_kw\":%s,\"taken_at\":%d}"
            .formatted(key, reading, about(4, 0.1), micros(at));
    String id = "{\"id\":" + key + "}";
    String record =
        "{\"before\":%s,\"after\":%s,\"op\":\"%s\",\"source\":{\"ts_ms\":%d},\"ts_ms\":%d}";
    long millis = at.toEpochMilli();
    json("debezium", id, at, record, "null", row, "c", millis, millis);
    json("debezium", id, at, record, row, "null", "d", millis, millis);
    sent.add(new Sent("debezium", id, null, at));
  }

  private void avro(Instant at, int key, double torque) {
    GenericData.Record machine = new GenericData.Record(machineState.getField("machine").schema());
    machine.put("id", "cnc-" + key);
    GenericData.Record axis =
        new GenericData.Record(machineState.getField("axes").schema().getValueType());
    axis.put("pos", 1.5);
    axis.put("load", (float) about(0.5, 0.02));
    GenericData.Record state = new GenericData.Record(machineState);
    state.put("machine", machine);
    state.put("at", at.toEpochMilli());
    state.put("mode", new GenericData.EnumSymbol(machineState.getField("mode").schema(), "RUN"));
    state.put("torque", torque);
    state.put("price", ByteBuffer.allocate(4).putInt(0, (int) about(60_000, 50)));
    state.put("temps", List.of((float) about(40, 0.5), 41.5f));
    state.put("axes", Map.of("x", axis));
    ByteArrayOutputStream bytes = confluent(AVRO_SCHEMA);
    try {
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
      new GenericDatumWriter<GenericData.Record>(machineState).write(state, encoder);
      encoder.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    sent.add(new Sent("avrorec", "cnc-" + key, bytes.toByteArray(), at));
  }

  private void protobuf(Instant at, int key, double temperature) {
    ByteArrayOutputStream bytes = confluent(PROTOBUF_SCHEMA);
    bytes.write(0); // the file's first message
    try {
      ByteArrayOutputStream time = new ByteArrayOutputStream();
      CodedOutputStream timestamp = CodedOutputStream.newInstance(time);
      timestamp.writeInt64(1, at.getEpochSecond());
      timestamp.flush();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      out.writeString(1, "pb-" + key);
      out.writeByteArray(2, time.toByteArray());
      out.writeDouble(3, temperature);
      out.writeFloat(4, (float) about(3, 0.05));
      out.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    sent.add(new Sent("protoev", "pb-" + key, bytes.toByteArray(), at));
  }

  private static ByteArrayOutputStream confluent(int schema) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(0);
    bytes.writeBytes(ByteBuffer.allocate(4).putInt(schema).array());
    return bytes;
  }

  private void json(
      String topic, @Nullable String key, Instant at, String format, Object... values) {
    String text = String.format(Locale.ROOT, format, values);
    sent.add(new Sent(topic, key, text.getBytes(UTF_8), at));
  }

  private static Instant at(int tick) {
    return START.plusSeconds((long) tick * TICK);
  }

  private static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }

  private static String seconds(Instant at) {
    return at.getEpochSecond() + "." + String.format(Locale.ROOT, "%06d", at.getNano() / 1000);
  }

  private double about(double mean, double deviation) {
    return mean + deviation * random.nextGaussian();
  }
}
