package io.tidemark.pipeline.source;

import static io.tidemark.pipeline.source.Records.NOW;
import static io.tidemark.pipeline.source.Records.TOPIC;
import static io.tidemark.pipeline.source.Records.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.definition.EventType;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.PipelineConfig.Events;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.DeadLetterReason;
import io.tidemark.schemas.kafka.BoundedBytes;
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
import java.util.Optional;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventDeserializerTest {
  private final EventDeserializer deserializer =
      new EventDeserializer(
          Detectors.parse(
              Path.of("models"),
              Definitions.PUMP,
              Definitions.PUMP.replace("name: pump", "name: second")),
          TOPIC,
          Records.AVRO,
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
    DeadLetter letter = rejected(decode(null));
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
    assertThat(letter.getDetail()).contains("2026-01-31T08:01:01Z").contains("events.maxLead");
    letter =
        rejected(
            decode(event("p1", Instant.parse("2200-01-01T00:00:00Z"), Map.of("Current", 1.0))));
    assertThat(letter.getReason()).isEqualTo(DeadLetterReason.TOO_FAR_AHEAD);
  }

  @Test
  void anEventThatOneDetectorCannotUseIsOneDeadLetterAndLeavesNothingForTheNext() {
    EventDeserializer deserializer =
        new EventDeserializer(
            Detectors.parse(
                Path.of("models"),
                Definitions.PUMP,
                Definitions.PUMP
                    .replace("name: pump", "name: second")
                    .replace("readings.Current", "readings.Humidity")),
            TOPIC,
            Records.AVRO,
            NOW::toEpochMilli);
    deserializer.open();
    List<Decoded> decoded = new ArrayList<>();
    for (double humidity : new double[] {Double.NEGATIVE_INFINITY, 40}) {
      deserializer.deserialize(
          Records.of(event("p1", NOW, Map.of("Current", 1.0, "Humidity", humidity))),
          new ListCollector<>(decoded));
    }
    assertThat(decoded).hasSize(3);
    assertThat(decoded.get(0)).isInstanceOf(Decoded.Rejected.class);
    assertThat(decoded.subList(1, 3))
        .extracting(one -> ((Decoded.Observed) one).observation().detector())
        .containsExactly("pump", "second");
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
            TOPIC,
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
    return Records.events(
        new ConfluentFormat(
            RegistrySettings.of("http://127.0.0.1:1").withPatience(Duration.ofMillis(300))));
  }

  private static void assertWaits(KafkaRecordDeserializationSchema<Decoded> waiting) {
    List<Decoded> decoded = new ArrayList<>();
    ConsumerRecord<byte[], byte[]> record = Records.of(new byte[] {0, 0, 0, 0, 1, 0});

    assertThatThrownBy(() -> waiting.deserialize(record, new ListCollector<>(decoded)))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("cannot be reached");
    assertThat(decoded).isEmpty();
  }

  @Test
  void aRecordThatWasNotReadWholeIsADeadLetterWithItsPlaceAndSize() {
    int size = 300_000_000;
    List<Decoded> decoded = new ArrayList<>();
    deserializer.deserialize(
        new ConsumerRecord<>(
            TOPIC,
            2,
            9,
            ConsumerRecord.NO_TIMESTAMP,
            TimestampType.NO_TIMESTAMP_TYPE,
            ConsumerRecord.NULL_SIZE,
            size,
            null,
            new byte[BoundedBytes.MOST_VALUE],
            new RecordHeaders(),
            Optional.empty()),
        new ListCollector<>(decoded));

    DeadLetter letter = ((Decoded.Rejected) decoded.get(0)).letter();
    assertThat(decoded).hasSize(1);
    assertThat(letter.getReason()).isEqualTo(DeadLetterReason.UNDECODABLE);
    assertThat(letter.getDetail())
        .isEqualTo(
            "value: 300000000 bytes; no more than 4194304 are read"
                + " (the payload's first 600000 of 300000000 bytes)");
    assertThat(letter.getPartition()).isEqualTo(2);
    assertThat(letter.getOffset()).isEqualTo(9);
  }

  private List<Decoded> decode(byte @Nullable [] payload) {
    List<Decoded> decoded = new ArrayList<>();
    deserializer.deserialize(Records.of(payload), new ListCollector<>(decoded));
    return decoded;
  }
}
