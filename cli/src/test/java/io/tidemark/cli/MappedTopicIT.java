package io.tidemark.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.broker.SharedKafka;
import io.tidemark.detector.Definitions;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.LocalJob;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.DeadLetterReason;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole job on a topic whose owner has never heard of it. */
class MappedTopicIT {
  private static final String DEFINITION =
      Definitions.PUMP
          .replace("warmup: 12", "warmup: 60")
          .replace(
              "events: {topic: sensor-events, type: SensorEvent, key: deviceId}",
              """
              events:
                topic: sensor-events
                format: json
                where: {kind: reading}
                key: {from: "@key", regex: "^plant/(.+)$"}
                time: {from: at, format: unix_ms}
              """
                  .strip())
          .replace("from: readings.Current", "from: \"values[name=Current].v\"")
          .replace("from: readings.Pressure", "from: \"values[name=Pressure].v\"");

  @RegisterExtension static final SharedKafka kafka = new SharedKafka();
  @TempDir Path folder;

  @Test
  void givesTheAlertsOfTheSameEventsInTheFormThatIsOurs() throws Exception {
    PumpRun run = PumpRun.in(folder, kafka.bootstrapServers(), DEFINITION, 3, Map.of());
    List<Observation> stream = PumpRun.stream();
    String topic = run.prefix() + "-events";
    try (KafkaProducer<byte[], byte[]> producer = run.producer(Map.of())) {
      for (int i = 0; i < stream.size(); i++) {
        Observation event = stream.get(i);
        byte[] key = ("plant/" + event.key()).getBytes(UTF_8);
        producer.send(new ProducerRecord<>(topic, key, json(event, "reading")));
        if (i % 10 == 0) {
          producer.send(new ProducerRecord<>(topic, key, json(event, "status")));
          producer.send(new ProducerRecord<>(topic, key, null));
          producer.send(new ProducerRecord<>(topic, key, "{\"kind\": \"reading\"".getBytes(UTF_8)));
        }
      }
    }
    PipelineConfig config = run.config("events: {bounded: true}");
    int tenth = (stream.size() + 9) / 10;

    try (LocalJob job = LocalJob.start(TidemarkJob.checked(config), "none")) {
      assertThat(job.join())
          .containsEntry("observations", (long) stream.size())
          .containsEntry("tombstones", (long) tenth)
          .containsEntry("deadLetters", (long) tenth);
    }

    assertThat(run.read("dead", DeadLetter.class))
        .hasSize(tenth)
        .allSatisfy(
            letter -> assertThat(letter.getReason()).isEqualTo(DeadLetterReason.UNDECODABLE));
    PumpRun.assertSameAlerts(run.read("alerts", AnomalyAlert.class), run.alertsOfTheCore(stream));
  }

  private static byte[] json(Observation event, String kind) {
    StringBuilder values = new StringBuilder();
    String[] names = {"Current", "Pressure"};
    for (int i = 0; i < names.length; i++) {
      if (!Double.isNaN(event.values()[i])) {
        values.append(values.isEmpty() ? "" : ", ");
        values.append("{\"v\": \"%s\", \"name\": \"%s\"}".formatted(event.values()[i], names[i]));
      }
    }
    return "{\"values\": [%s], \"at\": %d, \"kind\": \"%s\"}"
        .formatted(values, event.eventTimeMillis(), kind)
        .getBytes(UTF_8);
  }
}
