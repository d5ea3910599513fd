package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.broker.Topics;
import io.tidemark.detector.Definitions;
import io.tidemark.detector.DetectorLine;
import io.tidemark.detector.Recorder;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ModelAdmission;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfigReader;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.SensorEvent;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.EventEncoder;
import io.tidemark.schemas.wire.RecordFormat;
import io.tidemark.schemas.wire.WireFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** For tests: twelve pumps on topics of their own, with all that should come out. */
final class PumpRun {
  private static final int KEYS = 12;

  /** The job refuses event times before 2000. */
  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

  private static int runs;

  private final String bootstrapServers;
  private final Path folder;
  private final String prefix;
  private final DetectorDefinition detector;

  private PumpRun(String bootstrapServers, Path folder, String prefix, String definition)
      throws Exception {
    this.bootstrapServers = bootstrapServers;
    this.folder = folder;
    this.prefix = prefix;
    String yaml = definition.replace("topic: sensor-events", "topic: " + prefix + "-events");
    if (!yaml.contains("minCoverage")) { // all pumps fall silent when a test has sent its events
      yaml = yaml.replace("alerts: {", "alerts: {minCoverage: 0, ");
    }
    Files.writeString(folder.resolve("pump.yaml"), yaml);
    detector = DefinitionReader.read(folder.resolve("pump.yaml"));
    Files.write(folder.resolve("pump.onnx"), TinyModel.of(detector).bytes());
  }

  /** Writes definition and model into {@code folder} and creates the topics. */
  static PumpRun in(Path folder, String bootstrapServers) throws Exception {
    return in(folder, bootstrapServers, Map.of());
  }

  /** As {@link #in(Path, String)}, with settings for the topics. */
  static PumpRun in(Path folder, String bootstrapServers, Map<String, String> topics)
      throws Exception {
    String definition = Definitions.PUMP.replace("warmup: 12", "warmup: 60");
    return in(folder, bootstrapServers, definition, 3, topics);
  }

  /** With another definition, and events in {@code partitions} partitions. */
  static PumpRun in(
      Path folder,
      String bootstrapServers,
      String definition,
      int partitions,
      Map<String, String> topics)
      throws Exception {
    PumpRun run = new PumpRun(bootstrapServers, folder, "run" + runs++, definition);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      Topics.create(
          admin,
          Stream.of(
                  new NewTopic(run.prefix + "-events", partitions, (short) 1),
                  new NewTopic(run.prefix + "-alerts", 2, (short) 1),
                  new NewTopic(run.prefix + "-dead", 1, (short) 1),
                  new NewTopic(run.prefix + "-late", 1, (short) 1),
                  new NewTopic(run.prefix + "-scores", 1, (short) 1),
                  new NewTopic(run.prefix + "-commands", 1, (short) 1),
                  new NewTopic(run.prefix + "-answers", 1, (short) 1))
              .map(topic -> topic.configs(topics))
              .toList());
    }
    return run;
  }

  String prefix() {
    return prefix;
  }

  /** The configuration of a job on the topics, with more lines at its end. */
  PipelineConfig config(String... more) throws Exception {
    return PipelineConfigReader.read(configFile(more));
  }

  Path configFile(String... more) throws Exception {
    String rest =
        Stream.concat(
                Stream.of(
                        "kafka: {bootstrapServers: \"" + bootstrapServers + "\"}",
                        "parallelism: 2",
                        "coverage: {topic: " + prefix + "-coverage}",
                        "alerts: {topic: " + prefix + "-alerts, notBefore: none}")
                    .filter(line -> Stream.of(more).noneMatch(other -> sameField(line, other))),
                Stream.of(more))
            .collect(Collectors.joining("\n"));
    String yaml =
        """
        jobName: %1$s
        detectors: [pump.yaml]
        deadLetters: {topic: %1$s-dead}
        checkpoints: {interval: 300ms, dir: checkpoints}
        %2$s
        """
            .formatted(prefix, rest);
    return Files.writeString(folder.resolve("pipeline.yaml"), yaml);
  }

  private static boolean sameField(String line, String other) {
    return other.startsWith(line.substring(0, line.indexOf(':') + 1));
  }

  /** A line for the configuration, with a property of all Kafka clients. */
  String kafka(String property, String value) {
    return "kafka: {bootstrapServers: \"%s\", properties: {%s: \"%s\"}}"
        .formatted(bootstrapServers, property, value);
  }

  /** A line for the configuration, so that the job takes commands. */
  String control() {
    return "control: {commands: {topic: %1$s-commands}, answers: {topic: %1$s-answers}, store: store}"
        .formatted(prefix);
  }

  /** A model that fits. */
  TinyModel model() {
    return TinyModel.of(detector);
  }

  /** Whether the job has made a checkpoint of at least this number. */
  boolean checkpointed(long number) throws IOException {
    if (!Files.exists(folder.resolve("checkpoints"))) {
      return false;
    }
    // Only names are read: a checkpoint that a newer one replaces is deleted meanwhile.
    try (var jobs = Files.newDirectoryStream(folder.resolve("checkpoints"))) {
      for (Path job : jobs) {
        try (var checkpoints = Files.newDirectoryStream(job, "chk-*")) {
          for (Path checkpoint : checkpoints) {
            if (Long.parseLong(checkpoint.getFileName().toString().substring(4)) >= number) {
              return true;
            }
          }
        }
      }
    }
    return false;
  }

  static void await(Condition condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
    }
  }

  interface Condition {
    boolean holds() throws Exception;
  }

  /** Twelve pumps with a jump each, out of order by less than the lateness. */
  static List<Observation> stream() {
    record Arrival(long at, Observation observation) {}
    Random random = new Random(5);
    List<Arrival> arrivals = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      for (Observation o : SensorStream.noisy("p" + key, 140, 80 + 3 * key, key)) {
        Observation event = later(o, START.toEpochMilli());
        arrivals.add(new Arrival(event.eventTimeMillis() + random.nextInt(1900), event));
      }
    }
    return arrivals.stream()
        .sorted(Comparator.comparingLong(Arrival::at))
        .map(Arrival::observation)
        .toList();
  }

  /**
   * Where to part a stream whose rest is written later, the first place from an index on: an event
   * of a tick that its key has begun before would be late after so long a silence.
   */
  static int cut(List<Observation> stream, int from) {
    int cut = from;
    while (parts(stream, cut)) {
      cut++;
    }
    return cut;
  }

  private static boolean parts(List<Observation> stream, int cut) {
    Map<String, Long> latest = new HashMap<>();
    for (Observation event : stream.subList(0, cut)) {
      latest.merge(event.key(), event.eventTimeMillis(), Math::max);
    }
    return stream.subList(cut, stream.size()).stream()
        .anyMatch(event -> event.eventTimeMillis() <= latest.getOrDefault(event.key(), 0L));
  }

  /** The same event, some milliseconds later by the device's clock. */
  static Observation later(Observation event, long millis) {
    return SensorStream.at(
        event.key(), event.eventTimeMillis() + millis, event.source().offset(), event.values());
  }

  void produce(List<Observation> stream, int bad) throws Exception {
    EventEncoder<SensorEvent> encoder = WireFormat.AVRO.encoder(SensorEvent.class);
    Random random = new Random(11);
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      for (int i = 0; i < Math.max(stream.size(), bad); i++) {
        byte[] good = encoder.encode(event(stream.get(i % stream.size())));
        if (i < stream.size()) {
          byte[] key = stream.get(i).key().getBytes(java.nio.charset.StandardCharsets.UTF_8);
          producer.send(new ProducerRecord<>(prefix + "-events", key, good));
        }
        if (i < bad) {
          producer.send(new ProducerRecord<>(prefix + "-events", null, spoilt(good, random)));
        }
      }
    }
  }

  /** Sends the events as somebody else makes payloads of them. */
  void produce(List<Observation> stream, Function<Observation, byte[]> payload) {
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      for (Observation event : stream) {
        byte[] key = event.key().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(prefix + "-events", key, payload.apply(event)));
      }
    }
  }

  /** Sends the events of devices, each partition's in the order in which they were written. */
  void send(List<Device.Sent> sent) {
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      send(producer, sent);
    }
  }

  void send(KafkaProducer<byte[], byte[]> producer, List<Device.Sent> sent) {
    EventEncoder<SensorEvent> encoder = WireFormat.AVRO.encoder(SensorEvent.class);
    send(producer, sent, event -> encoder.encode(event(event)));
  }

  void send(
      KafkaProducer<byte[], byte[]> producer,
      List<Device.Sent> sent,
      Function<Observation, byte[]> payload) {
    sent.stream()
        .sorted(Comparator.comparingLong(Device.Sent::writtenMillis))
        .map(
            one ->
                new ProducerRecord<>(
                    prefix + "-events",
                    one.partition(),
                    one.writtenMillis(),
                    one.event().key().getBytes(java.nio.charset.StandardCharsets.UTF_8),
                    payload.apply(one.event())))
        .forEach(producer::send);
    producer.flush();
  }

  /** A producer with settings of its own; the caller closes it. */
  KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("linger.ms", 5);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static byte[] spoilt(byte[] good, Random random) {
    if (random.nextBoolean()) {
      return java.util.Arrays.copyOf(good, random.nextInt(good.length));
    }
    byte[] noise = new byte[random.nextInt(100)];
    random.nextBytes(noise);
    return noise;
  }

  /** A reading that is NaN is left out. */
  static SensorEvent event(Observation observation) {
    Map<String, Double> readings = new HashMap<>();
    readings.put("Current", observation.values()[0]);
    readings.put("Pressure", observation.values()[1]);
    readings.values().removeIf(value -> value.isNaN());
    return SensorEvent.newBuilder()
        .setDeviceId(observation.key())
        .setEventTime(Instant.EPOCH.plus(observation.eventTimeMicros(), ChronoUnit.MICROS))
        .setReadings(readings)
        .build();
  }

  List<AnomalyAlert> alertsOfTheCore(List<Observation> stream) {
    return alertsOfTheCore(detector, stream);
  }

  static List<AnomalyAlert> alertsOfTheCore(DetectorDefinition detector, List<Observation> stream) {
    Recorder recorder = new Recorder();
    try (OnnxModel model = ModelAdmission.open(detector)) {
      DetectorLine line = new DetectorLine(detector, model, recorder);
      stream.forEach(line::add);
      line.finish();
    }
    return recorder.alerts();
  }

  /** Where the events lie differs between the broker and the test's own list. */
  static void assertSameAlerts(List<AnomalyAlert> found, List<AnomalyAlert> expected) {
    Comparator<AnomalyAlert> order =
        Comparator.comparing(AnomalyAlert::getAlertId).thenComparing(AnomalyAlert::getSequence);
    found.forEach(alert -> assertThat(alert.getSources()).isNotEmpty());
    found.forEach(alert -> alert.setSources(List.of()));
    expected.forEach(alert -> alert.setSources(List.of()));
    assertThat(expected).hasSizeGreaterThan(20);
    assertThat(found.stream().sorted(order).toList())
        .isEqualTo(expected.stream().sorted(order).toList());
  }

  <T extends SpecificRecord> List<T> read(String topic, Class<T> type) throws Exception {
    return read(topic, type, WireFormat.AVRO);
  }

  <T extends SpecificRecord> List<T> read(String topic, Class<T> type, RecordFormat format)
      throws Exception {
    EventDecoder<T> decoder = format.decoder(type);
    Map<String, Object> settings =
        new HashMap<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest"));
    List<T> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(prefix + "-" + topic).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          records.add(decoder.decode(record.value()));
        }
      }
    }
    return records;
  }
}
