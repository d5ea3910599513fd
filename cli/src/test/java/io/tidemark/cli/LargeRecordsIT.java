package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.broker.SharedKafka;
import io.tidemark.cli.broker.Topics;
import io.tidemark.detector.tick.Observation;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ControlOutcome;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.kafka.BoundedConsumer;
import io.tidemark.schemas.kafka.Unread;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Small compressed batches that hold more than the reader's heap. */
class LargeRecordsIT {
  private static final String HEAP = "-Xmx400m";

  /** As a broker stores batches by default. */
  private static final Map<String, String> TRUSTING = Map.of("compression.type", "producer");

  @RegisterExtension static final SharedKafka kafka = new SharedKafka();

  @TempDir Path folder;

  @Test
  void theJobSetsThemAsideAndGoesOn() throws Exception {
    PumpRun run = PumpRun.in(folder, kafka.bootstrapServers(), TRUSTING);
    List<Observation> stream = PumpRun.stream();
    String events = run.prefix() + "-events";
    run.produce(stream.subList(0, stream.size() / 2), 0);
    List<String> bombs = new ArrayList<>();
    for (int mebibytes : new int[] {280, 600, 5}) {
      bombs.add(place(Bomb.send(kafka.bootstrapServers(), events, 1, mebibytes)));
    }
    run.produce(stream.subList(stream.size() / 2, stream.size()), 0);
    bombs.add(place(Bomb.send(kafka.bootstrapServers(), events, 2, 600)));
    Bomb.send(kafka.bootstrapServers(), run.prefix() + "-commands", 0, 600);
    Path config = run.configFile("events: {bounded: true}", run.control());
    Files.createDirectories(folder.resolve("store"));

    try (CliProcess job =
        CliProcess.start(folder, HEAP, Tidemark.class, "run", "--config=" + config)) {
      assertThat(job.exit(240)).as(job::errOrGone).isZero();
    }

    List<DeadLetter> letters = run.read("dead", DeadLetter.class);
    assertThat(letters)
        .extracting(l -> l.getTopic() + "-" + l.getPartition() + "@" + l.getOffset())
        .containsExactlyInAnyOrderElementsOf(bombs);
    assertThat(letters)
        .allSatisfy(l -> assertThat(l.getDetail()).contains("no more than 4194304 are read"));
    PumpRun.assertSameAlerts(run.read("alerts", AnomalyAlert.class), run.alertsOfTheCore(stream));
    assertThat(run.read("answers", ControlEvent.class))
        .extracting(ControlEvent::getOutcome)
        .containsExactly(ControlOutcome.REFUSED);
  }

  private static String place(RecordMetadata sent) {
    return sent.topic() + "-" + sent.partition() + "@" + sent.offset();
  }

  @Test
  void everyReaderPassesThemOver() throws Exception {
    topic("mixed", 3, TRUSTING);
    List<String> expected = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      for (int partition = 0; partition < 3; partition++) {
        expected.addAll(small("mixed", partition, 200));
      }
      expected.add(
          place(Bomb.send(kafka.bootstrapServers(), "mixed", round, round == 1 ? 280 : 600))
              + " unread");
    }
    for (String group : List.of("", "readers")) {
      try (CliProcess reader =
          CliProcess.start(
              folder,
              HEAP,
              ReadAll.class,
              kafka.bootstrapServers(),
              "mixed",
              "" + expected.size(),
              group)) {
        assertThat(reader.exit(120)).as(reader::errOrGone).isZero();
        assertThat(reader.out().lines().toList()).containsExactlyInAnyOrderElementsOf(expected);
      }
    }
  }

  @Test
  void manyLargeRecordsDoNotComeAtOnce() throws Exception {
    topic("many", 1, TRUSTING);
    int records = 300;
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "compression.type",
                "zstd",
                "batch.size",
                400 << 20,
                "linger.ms",
                10_000,
                "buffer.memory",
                1L << 30,
                "max.request.size",
                Integer.MAX_VALUE),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < records; i++) {
        producer.send(new ProducerRecord<>("many", new byte[3 << 20]));
      }
    }
    try (CliProcess reader =
        CliProcess.start(
            folder, HEAP, ReadAll.class, kafka.bootstrapServers(), "many", "" + records, "")) {
      assertThat(reader.exit(120)).as(reader::errOrGone).isZero();
      assertThat(reader.out().lines()).hasSize(records).noneMatch(line -> line.contains("unread"));
      assertThat(reader.err()).doesNotContain("OutOfMemoryError");
    }
  }

  @Test
  void aTopicThatThisProductCreatesRefusesThem() throws Exception {
    topic("trusting", 1, TRUSTING);
    topic("careful", 1, Map.of());

    assertThat(Bomb.send(kafka.bootstrapServers(), "trusting", 0, 20).serializedValueSize())
        .isEqualTo(20 << 20);
    assertThatThrownBy(() -> Bomb.send(kafka.bootstrapServers(), "careful", 0, 20))
        .hasCauseInstanceOf(RecordTooLargeException.class);
  }

  private static List<String> small(String topic, int partition, int records) throws Exception {
    List<String> sent = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < records; i++) {
        sent.add(
            place(producer.send(new ProducerRecord<>(topic, partition, null, new byte[9])).get()));
      }
    }
    return sent;
  }

  private static void topic(String name, int partitions, Map<String, String> config)
      throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      Topics.create(admin, List.of(new NewTopic(name, partitions, (short) 1).configs(config)));
    }
  }

  /** Prints the place of each record: SERVERS TOPIC RECORDS GROUP. */
  static final class ReadAll {
    private ReadAll() {}

    public static void main(String[] args) {
      Properties settings = new Properties();
      settings.setProperty("bootstrap.servers", args[0]);
      settings.setProperty("auto.offset.reset", "earliest");
      settings.setProperty("enable.auto.commit", "false");
      String topic = args[1];
      boolean grouped = !args[3].isEmpty();
      if (grouped) {
        settings.setProperty("group.id", args[3]);
      }
      int left = Integer.parseInt(args[2]);
      try (BoundedConsumer consumer = new BoundedConsumer(settings)) {
        if (grouped) {
          consumer.subscribe(List.of(topic));
        } else {
          List<TopicPartition> partitions =
              consumer.partitionsFor(topic).stream()
                  .map(info -> new TopicPartition(topic, info.partition()))
                  .toList();
          consumer.assign(partitions);
          consumer.seekToBeginning(partitions);
        }
        while (left > 0) {
          for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
            left--;
            String unread = Unread.reason(record) == null ? "" : " unread";
            System.out.println(topic + "-" + record.partition() + "@" + record.offset() + unread);
          }
        }
      }
    }
  }
}
