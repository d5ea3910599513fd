package io.tidemark.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.definition.EventType;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.PipelineConfig.Events;
import io.tidemark.pipeline.config.PipelineConfig.StartFrom;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.DeadLetterReason;
import io.tidemark.schemas.SensorEvent;
import io.tidemark.schemas.registry.RegistryException;
import io.tidemark.schemas.registry.RegistrySettings;
import io.tidemark.schemas.wire.ConfluentFormat;
import io.tidemark.schemas.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventDeserializerTest {
  private static final Instant NOW = Instant.parse("2026-01-31T08:00:00Z");

  private final EventDeserializer deserializer =
      new EventDeserializer(
          Detectors.parse(
              Path.of("models"),
              Definitions.PUMP,
              Definitions.PUMP.replace("name: pump", "name: second")),
          "sensor-events",
          new Events(
              WireFormat.AVRO,
              Duration.ofMinutes(1),
              Duration.ofSeconds(10),
              StartFrom.EARLIEST,
              false),
          NOW::toEpochMilli);

  @BeforeEach
  void open() {
    deserializer.open();
  }

  @Test
  void everyDetectorOfTheTopicSeesTheEvent() {
    List<Decoded> decoded = decode(event("p1", NOW, Map.of("Current", 1.5)));
    assertThat(decoded)
        .extracting(one -> ((Decoded.Observed) one).observation().detector())
        .containsExactly("pump", "second");
    var observation = ((Decoded.Observed) decoded.get(0)).observation();
    assertThat(observation.key()).isEqualTo("p1");
    assertThat(observation.values()).containsExactly(1.5, Double.NaN);
    assertThat(observation.source().partition()).isEqualTo(2);
    assertThat(observation.source().offset()).isEqualTo(9);
  }

  @Test
  void anEventWithoutAnyFeatureIsNobodysBusiness() {
    assertThat(decode(event("p1", NOW, Map.of("Humidity", 1.0)))).isEmpty();
    assertThat(decode(event("p1", NOW, Map.of("Current", Double.NaN)))).isEmpty();
  }

  @Test
  void whatIsNoEventIsADeadLetterWithItsBytes() {
    byte[] bytes = "hello".getBytes(StandardCharsets.UTF_8);
    DeadLetter letter = rejected(decode(bytes));
    assertThat(letter.getReason()).isEqualTo(DeadLetterReason.UNDECODABLE);
    assertThat(letter.getPayload().array()).isEqualTo(bytes);
    assertThat(letter.getPartition()).isEqualTo(2);
    assertThat(letter.getOffset()).isEqualTo(9);
    assertThat(letter.getTime()).isEqualTo(NOW);
  }

  @Test
  void aRecordWithoutValueIsADeadLetter() {
    DeadLetter letter = rejected(decode((byte[]) null));
    assertThat(letter.getReason()).isEqualTo(DeadLetterReason.UNDECODABLE);
    assertThat(letter.getPayload().remaining()).isZero();
  }

  @Test
  void anInfiniteReadingIsADeadLetter() {
    DeadLetter letter =
        rejected(decode(event("p1", NOW, Map.of("Current", Double.POSITIVE_INFINITY))));
    assertThat(letter.getReason()).isEqualTo(DeadLetterReason.INVALID);
    assertThat(letter.getDetail()).contains("readings.Current");
  }

  @Test
  void aKeyOfTenMegabytesIsADeadLetterThatFitsIntoARecord() {
    DeadLetter letter =
        rejected(decode(event("k".repeat(10_000_000), NOW, Map.of("Current", 1.0))));
    assertThat(letter.getReason()).isEqualTo(DeadLetterReason.INVALID);
    assertThat(letter.getDetail()).contains("key").contains("first 600000 of");
    assertThat(WireFormat.JSON.encoder(DeadLetter.class).encode(letter)).hasSizeLessThan(1_000_000);
  }

  @Test
  void anEventFromFarInTheFutureIsADeadLetter() {
    assertThat(decode(event("p1", NOW.plusSeconds(60), Map.of("Current", 1.0)))).hasSize(2);
    DeadLetter letter = rejected(decode(event("p1", NOW.plusSeconds(61), Map.of("Current", 1.0))));
    assertThat(letter.getReason()).isEqualTo(DeadLetterReason.TOO_FAR_AHEAD);
    letter =
        rejected(
            decode(event("p1", Instant.parse("2200-01-01T00:00:00Z"), Map.of("Current", 1.0))));
    assertThat(letter.getReason()).isEqualTo(DeadLetterReason.TOO_FAR_AHEAD);
  }

  @Test
  void anEventFrom1970IsAnEvent() {
    assertThat(decode(event("p1", Instant.EPOCH, Map.of("Current", 1.0)))).hasSize(2);
  }

  private static DeadLetter rejected(List<Decoded> decoded) {
    assertThat(decoded).hasSize(1);
    return ((Decoded.Rejected) decoded.get(0)).letter();
  }

  @Test
  void aRegistryThatStaysAwayMakesNoDeadLetter() {
    EventDeserializer waiting =
        new EventDeserializer(
            Detectors.parse(Path.of("models"), Definitions.PUMP),
            "sensor-events",
            withoutRegistry(),
            NOW::toEpochMilli);
    waiting.open();
    assertWaits(waiting);
  }

  @Test
  void aRegistryThatStaysAwayMakesNoDeadLetterWhereDetectorsChange() {
    EventAdmission waiting =
        new EventAdmission(EventType.SENSOR_EVENT, withoutRegistry(), NOW::toEpochMilli);
    waiting.open();
    assertWaits(waiting);
  }

  private static Events withoutRegistry() {
    return new Events(
        new ConfluentFormat(
            RegistrySettings.of("http://127.0.0.1:1").withPatience(Duration.ofMillis(300))),
        Duration.ofMinutes(1),
        Duration.ofSeconds(10),
        StartFrom.EARLIEST,
        false);
  }

  private static void assertWaits(KafkaRecordDeserializationSchema<Decoded> waiting) {
    List<Decoded> decoded = new ArrayList<>();
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("sensor-events", 2, 9, null, new byte[] {0, 0, 0, 0, 1, 0});

    assertThatThrownBy(() -> waiting.deserialize(record, new ListCollector<>(decoded)))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("cannot be reached");
    assertThat(decoded).isEmpty();
  }

  private List<Decoded> decode(SensorEvent event) {
    return decode(WireFormat.AVRO.encoder(SensorEvent.class).encode(event));
  }

  private List<Decoded> decode(byte @org.jspecify.annotations.Nullable [] payload) {
    List<Decoded> decoded = new ArrayList<>();
    deserializer.deserialize(
        new ConsumerRecord<>("sensor-events", 2, 9, null, payload), new ListCollector<>(decoded));
    return decoded;
  }

  private static SensorEvent event(String device, Instant time, Map<String, Double> readings) {
    return SensorEvent.newBuilder()
        .setDeviceId(device)
        .setEventTime(time)
        .setReadings(readings)
        .build();
  }
}
