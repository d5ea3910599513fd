package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.broker.TestKafka;
import io.tidemark.schemas.SensorEvent;
import io.tidemark.schemas.wire.WireFormat;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingOnKafkaIT {
  private static final String PLANT = Path.of("..", "examples", "plant.yaml").toString();

  @TempDir private Path folder;

  @Test
  void trainsOnATopicWhatItWouldTrainOnItsTable() throws Exception {
    String table = folder.resolve("plant.csv").toString();
    run("simulate", "--site", "plant", "--out", table, "--duration", "11m");
    try (TestKafka kafka = TestKafka.start()) {
      String[] broker = {"--bootstrap-servers", kafka.bootstrapServers()};
      run(with(broker, "produce", "--data", table, "--detector", PLANT, "--speed", "max"));

      sendFrom1970(kafka.bootstrapServers());

      JsonNode ofTable = train("--data", table);
      JsonNode ofTopic = train(with(broker, "--topic", "sensor-events"));
      JsonNode ofRange =
          train(
              with(
                  broker,
                  "--topic",
                  "sensor-events",
                  "--from",
                  "2026-01-05T06:00:00Z",
                  "--to",
                  "2026-01-05T06:10:30Z"));

      assertThat(ofTopic.path("trainingDigest")).isEqualTo(ofTable.path("trainingDigest"));
      assertThat(ofTopic.path("version")).isEqualTo(ofTable.path("version"));
      assertThat(ofRange.path("trainingWindows").asInt()).isPositive();
    }
  }

  /** From a clock that was reset; the job makes dead letters of such events. */
  private static void sendFrom1970(String broker) throws Exception {
    byte[] event =
        WireFormat.AVRO
            .encoder(SensorEvent.class)
            .encode(
                SensorEvent.newBuilder()
                    .setDeviceId("pump-01")
                    .setEventTime(Instant.EPOCH)
                    .setReadings(Map.of("current", 5.0, "flow", 1.0))
                    .build());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>("sensor-events", event)).get();
    }
  }

  private JsonNode train(String... input) throws Exception {
    String[] options = {
      "train",
      "--detector",
      PLANT,
      "--out",
      folder.resolve("plant.onnx").toString(),
      "--json",
      "--epochs",
      "1",
      "--hidden",
      "4"
    };
    return new ObjectMapper().readTree(run(with(input, options)));
  }

  private static String[] with(String[] last, String... first) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(last));
    return all.toArray(String[]::new);
  }

  private static String run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Tidemark.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    assertThat(code).as(err::toString).isZero();
    return out.toString();
  }
}
