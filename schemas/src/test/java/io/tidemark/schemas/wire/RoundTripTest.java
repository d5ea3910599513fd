package io.tidemark.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.schemas.SensorEvent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RoundTripTest {

  static Stream<Arguments> everyRecordInEveryFormat() {
    return Stream.of(WireFormat.values())
        .flatMap(format -> Samples.all().stream().map(record -> Arguments.of(format, record)));
  }

  @ParameterizedTest
  @MethodSource("everyRecordInEveryFormat")
  void returnsWhatWasWritten(WireFormat format, SpecificRecord record) throws WireException {
    assertThat(roundTrip(format, record)).isEqualTo(record).isNotSameAs(record);
  }

  @ParameterizedTest
  @EnumSource
  void keepsNaNAndInfinity(WireFormat format) throws WireException {
    SensorEvent event =
        new SensorEvent(
            "p", Samples.TIME, Map.of("a", Double.NaN, "b", Double.NEGATIVE_INFINITY), Map.of());

    assertThat(roundTrip(format, event)).isEqualTo(event);
  }

  @ParameterizedTest
  @EnumSource
  void aRecordThatFailsLeavesNoTraceInTheNext(WireFormat format) throws WireException {
    EventEncoder<SensorEvent> encoder = format.encoder(SensorEvent.class);
    SensorEvent incomplete = new SensorEvent();
    incomplete.setDeviceId("half");

    assertThatThrownBy(() -> encoder.encode(incomplete))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(format.decoder(SensorEvent.class).decode(encoder.encode(Samples.sensor())))
        .isEqualTo(Samples.sensor());
  }

  @Test
  void writesTimesAsTextAndLeavesOutWhatIsAbsent() {
    byte[] json =
        WireFormat.JSON.encoder(io.tidemark.schemas.NetworkEvent.class).encode(Samples.network());

    assertThat(new String(json, StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"observer\":\"switch-2\",\"eventTime\":\"2026-01-31T08:15:30.500001Z\",\"duration\":1.5,"
                + "\"sourceDevice\":\"host-7\",\"sourcePort\":65535,\"destinationPort\":443,\"protocol\":\"tcp\","
                + "\"forwardBytes\":9223372036854775807,\"forwardSynRate\":0.25,\"tags\":{}}");
  }

  @SuppressWarnings("unchecked")
  private static <T extends SpecificRecord> T roundTrip(WireFormat format, T record)
      throws WireException {
    Class<T> type = (Class<T>) record.getClass();
    return format.decoder(type).decode(format.encoder(type).encode(record));
  }
}
