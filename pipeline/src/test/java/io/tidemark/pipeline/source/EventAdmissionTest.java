package io.tidemark.pipeline.source;

import static io.tidemark.pipeline.source.Records.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.definition.EventType;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.DeadLetterReason;
import io.tidemark.schemas.NetworkEvent;
import io.tidemark.schemas.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class EventAdmissionTest {

  @Test
  void aSensorsEventGoesOnAsItIsWithItsTimeAndPlace() {
    byte[] value = Records.event("p1", NOW, Map.of("Humidity", 1.0));
    byte[] key = {1, 2};
    Decoded.Undivided event =
        (Decoded.Undivided)
            decode(EventType.SENSOR_EVENT, new ConsumerRecord<>(Records.TOPIC, 2, 9, key, value));
    assertThat(event.topic()).isEqualTo(Records.TOPIC);
    assertThat(event.position()).isEqualTo(new SourcePosition(2, 9));
    assertThat(event.key()).isEqualTo(key);
    assertThat(event.value()).isEqualTo(value);
    assertThat(event.eventTimeMillis()).isEqualTo(NOW.toEpochMilli());
  }

  @Test
  void aNetworksEventHasItsOwnTime() {
    NetworkEvent event =
        NetworkEvent.newBuilder().setObserver("router").setEventTime(NOW.minusSeconds(5)).build();
    byte[] value = WireFormat.AVRO.encoder(NetworkEvent.class).encode(event);
    assertThat(decode(EventType.NETWORK_EVENT, Records.of(value)))
        .isInstanceOfSatisfying(
            Decoded.Undivided.class,
            one -> assertThat(one.eventTimeMillis()).isEqualTo(NOW.toEpochMilli() - 5_000));
  }

  @Test
  void whatIsNoEventIsADeadLetterWithItsBytes() {
    byte[] bytes = "hello".getBytes(StandardCharsets.UTF_8);
    DeadLetter letter = rejected(bytes);
    assertThat(letter.getReason()).isEqualTo(DeadLetterReason.UNDECODABLE);
    assertThat(letter.getPayload().array()).isEqualTo(bytes);
    assertThat(letter.getOffset()).isEqualTo(9);
  }

  @Test
  void anEventFromFarInTheFutureIsADeadLetter() {
    assertThat(decode(EventType.SENSOR_EVENT, Records.of(at(NOW.plusSeconds(60)))))
        .isInstanceOf(Decoded.Undivided.class);
    DeadLetter letter = rejected(at(NOW.plusSeconds(61)));
    assertThat(letter.getReason()).isEqualTo(DeadLetterReason.TOO_FAR_AHEAD);
    assertThat(letter.getDetail()).contains("2026-01-31T08:01:01Z");
  }

  private static byte[] at(Instant time) {
    return Records.event("p1", time, Map.of("Current", 1.0));
  }

  private static DeadLetter rejected(byte[] value) {
    return ((Decoded.Rejected) decode(EventType.SENSOR_EVENT, Records.of(value))).letter();
  }

  private static Decoded decode(EventType type, ConsumerRecord<byte[], byte[]> record) {
    EventAdmission admission = new EventAdmission(type, Records.AVRO, NOW::toEpochMilli);
    admission.open();
    List<Decoded> decoded = new ArrayList<>();
    admission.deserialize(record, new ListCollector<>(decoded));
    assertThat(decoded).hasSize(1);
    return decoded.get(0);
  }
}
