package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.tidemark.cli.broker.Ports;
import io.tidemark.cli.broker.SharedKafka;
import io.tidemark.console.action.ActionSink;
import io.tidemark.console.action.ActionTopic;
import io.tidemark.console.delivery.Deliveries;
import io.tidemark.console.delivery.DeliveryConfig;
import io.tidemark.console.metrics.Metrics;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.IncidentActionKind;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.wire.WireFormat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Delivery from a real broker to receivers that come and go. */
class DeliveryIT {
  private static final Instant TIME = Instant.parse("2026-01-05T06:31:12Z");

  /** Longer with {@code -Dtidemark.outage=PT2M}. */
  private static final Duration OUTAGE =
      Duration.parse(System.getProperty("tidemark.outage", "PT3S"));

  @RegisterExtension static final SharedKafka kafka = new SharedKafka();

  @TempDir Path folder;

  @Test
  void aReceiverThatWasDownGetsEveryAlertInOrderPerKeyAlsoFromTheNextProcess() throws Exception {
    List<String> got = new CopyOnWriteArrayList<>();
    create("down", "down-dead");
    HttpServer first = receiver(0, got, 503);
    int port = first.getAddress().getPort();
    DeliveryConfig config = config("down-dead", port);
    try (Deliveries deliveries = Deliveries.start(client(), "down", config, null, new Metrics())) {
      send("down", 40);
      PumpRun.await(() -> got.size() >= 2); // tried, refused, tried again
      first.stop(0);
    }
    got.clear();
    try (Deliveries next = Deliveries.start(client(), "down", config, null, new Metrics())) {
      HttpServer second = receiver(port, got, 200);
      try {
        PumpRun.await(() -> got.stream().distinct().count() == 40);
      } finally {
        second.stop(0);
      }
    }
    for (String key : List.of("pump-0", "pump-1")) {
      List<String> ofKey = got.stream().distinct().filter(it -> it.startsWith(key)).toList();
      assertThat(ofKey).hasSize(20);
      for (int sequence = 0; sequence < 20; sequence++) {
        assertThat(ofKey.get(sequence)).isEqualTo(key + ":" + sequence);
      }
    }
    got.clear();
    HttpServer third = receiver(port, got, 200);
    try (Deliveries again = Deliveries.start(client(), "down", config, null, new Metrics())) {
      send("down", 1);
      PumpRun.await(() -> !got.isEmpty());
      assertThat(got).containsExactly("pump-0:0"); // what was delivered is not told again
    } finally {
      third.stop(0);
    }
  }

  @Test
  void aReceiverThatIsGoneForAWhileIsToldEachAlertOnceAndInOrderPerKey() throws Exception {
    create("gone", "gone-dead");
    List<String> got = new CopyOnWriteArrayList<>();
    int port = Ports.free(); // where nobody listens yet
    long back = System.nanoTime() + OUTAGE.toNanos();
    int sent = 0;
    try (Deliveries deliveries =
        Deliveries.start(client(), "gone", config("gone-dead", port), null, new Metrics())) {
      do {
        send("gone", sent, 10);
        sent += 10;
        LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
      } while (System.nanoTime() < back);
      HttpServer receiver = receiver(port, got, 200);
      try {
        int all = sent;
        PumpRun.await(() -> got.size() >= all);
      } finally {
        receiver.stop(0);
      }
    }
    System.out.printf("Gone for %s: %d alerts%n", OUTAGE, sent);
    for (String key : List.of("pump-0", "pump-1")) {
      assertThat(got.stream().filter(it -> it.startsWith(key)))
          .containsExactlyElementsOf(
              IntStream.range(0, sent / 2).mapToObj(sequence -> key + ":" + sequence).toList());
    }
  }

  @Test
  void whatIsRefusedLiesInTheDeadLettersAsItCame() throws Exception {
    create("refused", "refused-dead");
    HttpServer receiver = receiver(0, new ArrayList<>(), 400);
    try (Deliveries deliveries =
        Deliveries.start(
            client(),
            "refused",
            config("refused-dead", receiver.getAddress().getPort()),
            null,
            new Metrics())) {
      send("refused", 1);

      ConsumerRecord<byte[], byte[]> dead = record("refused-dead");

      assertThat(WireFormat.AVRO.decoder(AnomalyAlert.class).decode(dead.value()).getAlertId())
          .isEqualTo("pump-0");
      assertThat(new String(dead.headers().lastHeader("receiver").value())).isEqualTo("ops");
      assertThat(new String(dead.headers().lastHeader("reason").value())).contains("answered 400");
      assertThat(new String(dead.headers().lastHeader("source").value())).isEqualTo("refused-0@0");
    } finally {
      receiver.stop(0);
    }
  }

  @Test
  void anAcknowledgementReachesTheReceiverWhichThenHearsOfTheEndOnly() throws Exception {
    create("acted", "acted-dead");
    create("acted-dead-actions", "unused");
    List<String> got = new CopyOnWriteArrayList<>();
    HttpServer receiver = receiver(0, got, 200);
    DeliveryConfig config = config("acted-dead", receiver.getAddress().getPort());
    try (ActionSink actions = new ActionTopic(client(), "acted-dead-actions");
        Deliveries deliveries = Deliveries.start(client(), "acted", config, null, new Metrics())) {
      send("acted", 2);
      PumpRun.await(() -> got.containsAll(List.of("pump-0:0", "pump-1:0")));

      actions.send(
          IncidentAction.newBuilder()
              .setId("c1")
              .setAlertId("pump-0")
              .setSequence(0)
              .setDetector("plant")
              .setKey("pump-0")
              .setAction(IncidentActionKind.ACKNOWLEDGE)
              .setAuthor("ana")
              .setTime(Instant.now())
              .build());
      PumpRun.await(() -> got.contains("ACKNOWLEDGE by ana"));
      send("acted", 2, 4);
      try (KafkaProducer<byte[], byte[]> producer = producer()) {
        send(producer, "acted", "pump-0", 3, AlertState.RESOLVED);
      }

      PumpRun.await(() -> got.containsAll(List.of("pump-0:3", "pump-1:2")));
      assertThat(got).doesNotContain("pump-0:1", "pump-0:2").contains("pump-1:1");
    } finally {
      receiver.stop(0);
    }
  }

  private static HttpServer receiver(int port, List<String> got, int status) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/",
        exchange -> {
          JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody());
          body.path("alerts").forEach(alert -> got.add(alert.path("idempotencyKey").asText()));
          if (body.has("action")) {
            JsonNode action = body.path("action");
            got.add(action.path("action").asText() + " by " + action.path("author").asText());
          }
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private DeliveryConfig config(String deadLetters, int port) throws IOException {
    Path url = Files.writeString(folder.resolve("url"), "http://127.0.0.1:" + port + "/hook");
    Path file =
        Files.writeString(
            folder.resolve("delivery.yaml"),
            """
            group: %s
            deadLetters: %s
            actions: %s-actions
            receivers:
              - name: ops
                type: webhook
                url: {file: %s}
                retry: {first: 50ms, most: 200ms, giveUpAfter: 5m}
            """
                .formatted(deadLetters, deadLetters, deadLetters, url));
    return DeliveryConfig.read(file, Clock.systemUTC());
  }

  private static void create(String alerts, String deadLetters) throws Exception {
    try (Admin admin = Admin.create(client())) {
      admin
          .createTopics(
              List.of(new NewTopic(alerts, 2, (short) 1), new NewTopic(deadLetters, 1, (short) 1)))
          .all()
          .get();
    }
  }

  /** Messages of two incidents in turn, each in a partition of its own. */
  private static void send(String topic, int count) {
    send(topic, 0, count);
  }

  private static void send(String topic, int from, int count) {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (int i = from; i < from + count; i++) {
        send(producer, topic, "pump-" + i % 2, i / 2, AlertState.UPDATE);
      }
    }
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer,
      String topic,
      String key,
      int sequence,
      AlertState state) {
    AnomalyAlert alert = SampleAlerts.alert(key, sequence, state, Severity.HIGH, key, TIME);
    byte[] value = WireFormat.AVRO.encoder(AnomalyAlert.class).encode(alert);
    int partition = key.endsWith("0") ? 0 : 1;
    producer.send(new ProducerRecord<>(topic, partition, key.getBytes(), value));
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static Properties client() {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", kafka.bootstrapServers());
    return properties;
  }

  private static ConsumerRecord<byte[], byte[]> record(String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      return consumer.poll(Duration.ofSeconds(60)).records(partition).iterator().next();
    }
  }
}
