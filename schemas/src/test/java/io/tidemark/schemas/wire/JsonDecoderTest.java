package io.tidemark.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.schemas.NetworkEvent;
import io.tidemark.schemas.SensorEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonDecoderTest {
  private final EventDecoder<SensorEvent> decoder = WireFormat.JSON.decoder(SensorEvent.class);

  @Test
  void readsWhatAPersonWrites() throws WireException {
    SensorEvent event =
        decode(
            "{'deviceId': 'pump-1', 'eventTime': '2026-01-31T09:15:30+01:00', 'readings': {'a': 1, 'b': null}}");

    assertThat(event)
        .isEqualTo(
            new SensorEvent(
                "pump-1", Instant.parse("2026-01-31T08:15:30Z"), Map.of("a", 1.0), Map.of()));
  }

  @Test
  void readsMicrosecondsSince1970() throws WireException {
    SensorEvent event = decode("{'deviceId': 'p', 'eventTime': 1769847330500001, 'readings': {}}");

    assertThat(event.getEventTime()).isEqualTo(Instant.parse("2026-01-31T08:15:30.500001Z"));
  }

  @Test
  void readsTimesInTheFarFuture() throws WireException {
    SensorEvent event =
        decode("{'deviceId': 'p', 'eventTime': '9999-12-31T23:59:59.999999Z', 'readings': {}}");

    assertThat(event.getEventTime()).isEqualTo(Instant.parse("9999-12-31T23:59:59.999999Z"));
  }

  @Test
  void readsOptionalFieldsAsPlainValuesOrNull() throws WireException {
    NetworkEvent event =
        WireFormat.JSON
            .decoder(NetworkEvent.class)
            .decode(
                json(
                    "{'observer':'o','eventTime':'2026-01-31T08:15:30Z','duration':2,'forwardBytes':7,'protocol':null}"));

    assertThat(event.getDuration()).isEqualTo(2.0);
    assertThat(event.getForwardBytes()).isEqualTo(7L);
    assertThat(event.getProtocol()).isNull();
    assertThat(event.getReverseBytes()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'deviceId':'p','eventTime':1,'readings':{},'temp':1}"
            + "| unknown field 'temp'; known are [deviceId, eventTime, readings, tags]",
        "{'eventTime':1,'readings':{}} | field 'deviceId' is missing",
        "{'deviceId':7,'eventTime':1,'readings':{}} | field 'deviceId': 7 is not accepted; it must be a text",
        "{'deviceId':'p','eventTime':'yesterday','readings':{}} | field 'eventTime': \"yesterday\" is not accepted",
        "{'deviceId':'p','eventTime':1.5,'readings':{}} | field 'eventTime': 1.5 is not accepted",
        "{'deviceId':'p','eventTime':'+999999999-01-01T00:00:00Z','readings':{}} | field 'eventTime'",
        "{'deviceId':'p','eventTime':1,'readings':{'a':'x'}} | field 'readings.a': \"x\" is not accepted",
        "{'deviceId':'p','eventTime':1,'readings':{'a':1e999}} | field 'readings.a'",
        "{'deviceId':'p','eventTime':1,'readings':[]} | field 'readings': an array is not accepted",
        "{'deviceId':'p','eventTime':1,'eventTime':2,'readings':{}} | Duplicate field 'eventTime'",
        "{'deviceId':'p','eventTime':1,'readings':{}} {} | not valid JSON: Trailing token",
        "{'deviceId':'p','eventTime':1,'readings':{} | not valid JSON: Unexpected end-of-input",
        "[] | not a JSON object",
        "null | not a JSON object",
        "7 | not a JSON object",
      })
  void saysWhatIsWrong(String payload, String reason) {
    assertThatThrownBy(() -> decode(payload))
        .isInstanceOf(WireException.class)
        .hasMessageContaining(reason)
        .satisfies(error -> assertThat(error.getMessage()).hasLineCount(1));
  }

  @Test
  void survivesDeepNestingAndNothing() {
    assertThatThrownBy(() -> decode("[".repeat(1_000_000))).isInstanceOf(WireException.class);
    assertThatThrownBy(() -> decoder.decode(new byte[0])).isInstanceOf(WireException.class);
    assertThatThrownBy(() -> decoder.decode(null)).isInstanceOf(WireException.class);
  }

  private SensorEvent decode(String singleQuoted) throws WireException {
    return decoder.decode(json(singleQuoted));
  }

  private static byte[] json(String singleQuoted) {
    return singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
