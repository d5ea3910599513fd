package io.tidemark.cli.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.ListeningSockets;
import io.tidemark.detector.definition.DefinitionException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentBrokerIT {

  @Test
  void keepsWhatWasWrittenOverAKillAndGoesWithItsFolder() throws Exception {
    Path dir;
    try (DevelopmentBroker broker = DevelopmentBroker.start()) {
      dir = broker.dir();
      broker.createTopics(Map.of("tide", 2));
      broker.createTopics(Map.of("tide", 2)); // once more is no error
      produce(broker.bootstrapServers(), "before");
      broker.kill();
      broker.restart();
      produce(broker.bootstrapServers(), "after");

      assertThat(consume(broker.bootstrapServers(), 2)).containsExactly("before", "after");
    }
    assertThat(dir).doesNotExist();
  }

  @Test
  void keepsANamedFolderForTheNextStart(@TempDir Path dir) throws Exception {
    DevelopmentBroker.Settings settings =
        DevelopmentBroker.Settings.onPort(0).in(dir.resolve("data"));
    try (DevelopmentBroker first = DevelopmentBroker.start(settings)) {
      produce(first.bootstrapServers(), "kept");
    }
    try (DevelopmentBroker second = DevelopmentBroker.start(settings)) {
      assertThat(consume(second.bootstrapServers(), 1)).containsExactly("kept");
    }
  }

  @Test
  void endsAndDeletesItsFolderWhenTheParentIsGone() throws Exception {
    DevelopmentBroker broker = DevelopmentBroker.start();

    broker.abandon();

    broker.awaitExit();
    assertThat(broker.dir()).doesNotExist();
    broker.close();
  }

  @Test
  void listensOnLoopbackOnly() throws Exception {
    try (DevelopmentBroker broker = DevelopmentBroker.start()) {
      assertThat(broker.bootstrapServers()).isNotEmpty();
      assertThat(ListeningSockets.ofAll(ProcessHandle.current()))
          .hasSizeGreaterThanOrEqualTo(2) // of clients and of the controller
          .allMatch(socket -> socket.getAddress().isLoopbackAddress());
    }
  }

  @Test
  void refusesAPortThatIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(
              () ->
                  DevelopmentBroker.start(DevelopmentBroker.Settings.onPort(taken.getLocalPort())))
          .isInstanceOf(DefinitionException.class)
          .hasMessageStartingWith("--port: " + taken.getLocalPort());
    }
  }

  @Test
  void saysWhyItDidNotStart(@TempDir Path dir) throws IOException {
    Files.writeString(dir.resolve("data"), "a file where the data folder should be");

    assertThatThrownBy(() -> DevelopmentBroker.start(DevelopmentBroker.Settings.onPort(0).in(dir)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("the Kafka broker did not start: ");
  }

  private static void produce(String bootstrapServers, String value) throws Exception {
    Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>("tide", 0, "key", value)).get();
    }
  }

  private static List<String> consume(String bootstrapServers, int expected) {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "auto.offset.reset",
            "earliest",
            "isolation.level",
            "read_committed");
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition("tide", 0)));
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (values.size() < expected && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }
}
