package io.tidemark.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.broker.SharedKafka;
import io.tidemark.cli.broker.Topics;
import io.tidemark.detector.Definitions;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.LocalJob;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.SourceRange;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A detector that reads more than one topic. */
class SeveralTopicsIT {
  private static final String DEFINITION =
      Definitions.PUMP
          .replace("warmup: 12", "warmup: 60")
          .replace(
              "events: {topic: sensor-events, type: SensorEvent, key: deviceId}",
              """
              events:
                topic: TOPIC
                format: json
                key: "@key"
                time: {from: at, format: unix_ms}
                tags: {hall: hall}
              """
                  .strip())
          .replace("from: readings.Current", "from: amps")
          .replace("from: readings.Pressure", "from: bars");

  @RegisterExtension static final SharedKafka kafka = new SharedKafka();
  @TempDir Path folder;

  @Test
  void devicesOfTwoTopicsAreJudgedLikeThoseOfOne() throws Exception {
    PumpRun run = run("[east, west]", "east", "west");
    List<Observation> stream = PumpRun.stream();
    try (KafkaProducer<byte[], byte[]> producer = run.producer(Map.of())) {
      stream.forEach(event -> send(producer, home(event.key()), event));
      producer.send(new ProducerRecord<>("west", "p1".getBytes(UTF_8), "{".getBytes(UTF_8)));
    }

    try (LocalJob job = start(run, "events: {bounded: true}")) {
      assertThat(job.join()).containsEntry("observations", (long) stream.size());
    }

    List<AnomalyAlert> alerts = run.read("alerts", AnomalyAlert.class);
    assertThat(alerts)
        .allSatisfy(
            alert -> {
              assertThat(topics(alert)).containsExactly(home(alert.getKey()));
              assertThat(alert.getTags()).isEqualTo(Map.of("hall", home(alert.getKey())));
            });
    assertThat(run.read("dead", DeadLetter.class))
        .singleElement()
        .satisfies(letter -> assertThat(letter.getTopic()).isEqualTo("west"));
    List<AnomalyAlert> expected = run.alertsOfTheCore(stream);
    alerts.forEach(alert -> alert.setTags(Map.of()));
    PumpRun.assertSameAlerts(alerts, expected);
  }

  private static String home(String key) {
    return Integer.parseInt(key.substring(1)) % 2 == 0 ? "east" : "west";
  }

  @Test
  void aTopicThatIsCreatedLaterIsReadWhereTheRegularExpressionMatches() throws Exception {
    PumpRun run = run("{regex: 'hall-[a-z]+'}", "hall-north", "hall-9");
    List<Observation> stream = PumpRun.stream();
    try (LocalJob job = start(run, run.kafka("partition.discovery.interval.ms", "300"));
        KafkaProducer<byte[], byte[]> producer = run.producer(Map.of())) {
      send(producer, stream, "p1", "hall-north");
      send(producer, stream, "p2", "hall-9");
      PumpRun.await(() -> opened(run).contains("p1"));
      create("hall-south");
      send(producer, stream, "p3", "hall-south");
      PumpRun.await(() -> opened(run).contains("p3"));
    }

    List<AnomalyAlert> alerts = run.read("alerts", AnomalyAlert.class);
    assertThat(alerts).extracting(AnomalyAlert::getKey).doesNotContain("p2");
    assertThat(alerts)
        .filteredOn(alert -> alert.getKey().equals("p3"))
        .allSatisfy(
            alert -> {
              assertThat(topics(alert)).containsExactly("hall-south");
              assertThat(alert.getTags()).isEqualTo(Map.of("hall", "hall-south"));
            });
  }

  private PumpRun run(String topic, String... topics) throws Exception {
    create(topics);
    return PumpRun.in(
        folder, kafka.bootstrapServers(), DEFINITION.replace("TOPIC", topic), 1, Map.of());
  }

  private static void create(String... topics) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      Topics.create(
          admin, Stream.of(topics).map(topic -> new NewTopic(topic, 2, (short) 1)).toList());
    }
  }

  private static LocalJob start(PumpRun run, String... more) throws Exception {
    PipelineConfig config = run.config(more);
    return LocalJob.start(TidemarkJob.checked(config), "none");
  }

  private static Set<String> opened(PumpRun run) throws Exception {
    return run.read("alerts", AnomalyAlert.class).stream()
        .map(AnomalyAlert::getKey)
        .collect(Collectors.toSet());
  }

  private static List<String> topics(AnomalyAlert alert) {
    return alert.getSources().stream().map(SourceRange::getTopic).distinct().toList();
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, List<Observation> stream, String key, String topic) {
    stream.stream()
        .filter(event -> event.key().equals(key))
        .forEach(event -> send(producer, topic, event));
    producer.flush();
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, String topic, Observation event) {
    String value =
        "{\"at\": %d, \"amps\": %s, \"bars\": %s, \"hall\": \"%s\"}"
            .formatted(event.eventTimeMillis(), event.values()[0], event.values()[1], topic);
    producer.send(new ProducerRecord<>(topic, event.key().getBytes(UTF_8), value.getBytes(UTF_8)));
  }
}
