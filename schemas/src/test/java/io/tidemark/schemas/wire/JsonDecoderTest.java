package io.tidemark.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.schemas.FeatureSignal;
import io.tidemark.schemas.NetworkEvent;
import io.tidemark.schemas.SensorEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @CsvSource({
    "UNIX,1769847330",
    "UNIX,1769847330.0",
    "UNIX,1.76984733e9",
    "UNIX,'\"1769847330\"'",
    "UNIX_MS,1769847330000",
    "UNIX_US,1769847330000000",
    "UNIX_NS,1769847330000000000",
    "UNIX_NS,1769847330000000999",
    "UNIX_NS,'\"1769847330000000000\"'"
  })
  void readsNumbersWhereTheirUnitIsSaid(TimeFormat format, String number) throws WireException {
    assertThat(decode(format, number)).isEqualTo(Instant.parse("2026-01-31T08:15:30Z"));
  }

  @Test
  void readsFractionsToTheMicrosecond() throws WireException {
    assertThat(decode(TimeFormat.UNIX, "1769847330.123456"))
        .isEqualTo(Instant.parse("2026-01-31T08:15:30.123456Z"));
    assertThat(decode(TimeFormat.UNIX_MS, "1769847330123.456"))
        .isEqualTo(Instant.parse("2026-01-31T08:15:30.123456Z"));
    assertThat(decode(TimeFormat.UNIX, "-0.0000001"))
        .isEqualTo(Instant.parse("1969-12-31T23:59:59.999999Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1769847330", "1769847330500", "1769847330500001", "1769847330.5"})
  void refusesANumberWhoseUnitNothingSays(String number) {
    assertThatThrownBy(() -> decode(TimeFormat.ISO8601, number))
        .isInstanceOf(WireException.class)
        .hasMessage(
            "field 'eventTime': %s is not accepted; it must be ISO-8601 with a time zone, such as"
                + " 2026-01-31T08:15:30.5Z, or a number with events.time.format: unix, unix_ms,"
                + " unix_us or unix_ns",
            number.endsWith(".5") ? "1.7698473305E9" : number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"2026-01-31T08:15:30Z\"",
        "\"\"",
        "\"1e9\"",
        "\"1e999999999\"",
        "1e300",
        "1e999",
        "9223372036854775807",
        "123456789012345678901234567890",
        "true",
        "{}",
      })
  void refusesWhatIsNoNumberOfTheUnit(String value) {
    assertThatThrownBy(() -> decode(TimeFormat.UNIX_MS, value))
        .isInstanceOf(WireException.class)
        .hasMessageStartingWith("field 'eventTime': ")
        .hasMessageEndingWith(
            " is not accepted; it must be a number of milliseconds since 1970, as"
                + " events.time.format: unix_ms says");
  }

  private static Instant decode(TimeFormat format, String time) throws WireException {
    return WireFormat.JSON
        .decoder(SensorEvent.class, format)
        .decode(
            "{\"deviceId\": \"p\", \"eventTime\": %s, \"readings\": {}}"
                .formatted(time)
                .getBytes(StandardCharsets.UTF_8))
        .getEventTime();
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
        "{'deviceId':'p','eventTime':'2026-01-31T08:15:30Z','readings':{},'temp':1}"
            + "| unknown field 'temp'; known are [deviceId, eventTime, readings, tags]",
        "{'eventTime':'2026-01-31T08:15:30Z','readings':{}} | field 'deviceId' is missing",
        "{'deviceId':7,'eventTime':'2026-01-31T08:15:30Z','readings':{}} | field 'deviceId': 7 is not accepted; it must be a text",
        "{'deviceId':'p','eventTime':'yesterday','readings':{}} | field 'eventTime': \"yesterday\" is not accepted",
        "{'deviceId':'p','eventTime':1.5,'readings':{}} | field 'eventTime': 1.5 is not accepted",
        "{'deviceId':'p','eventTime':'+999999999-01-01T00:00:00Z','readings':{}} | field 'eventTime'",
        "{'deviceId':'p','eventTime':'2026-01-31T08:15:30Z','readings':{'a':'x'}} | field 'readings.a': \"x\" is not accepted",
        "{'deviceId':'p','eventTime':'2026-01-31T08:15:30Z','readings':{'a':1e999}} | field 'readings.a'",
        "{'deviceId':'p','eventTime':'2026-01-31T08:15:30Z','readings':[]} | field 'readings': an array is not accepted",
        "{'deviceId':'p','eventTime':'2026-01-31T08:15:30Z','eventTime':'2026-01-31T08:15:31Z','readings':{}} | Duplicate field 'eventTime'",
        "{'deviceId':'p','eventTime':'2026-01-31T08:15:30Z','readings':{}} {} | not valid JSON: Trailing token",
        "{'deviceId':'p','eventTime':'2026-01-31T08:15:30Z','readings':{} | not valid JSON: Unexpected end-of-input",
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
  void aNumberThatAFloatCannotHoldIsRefusedAsOneThatADoubleCannotHold() throws WireException {
    assertThat(observed("3.4028235e38")).isEqualTo(Float.MAX_VALUE);
    assertThat(observed("'-Infinity'")).isEqualTo(Float.NEGATIVE_INFINITY);
    for (String tooLarge : List.of("1e39", "-1e39", "1e999")) {
      assertThatThrownBy(() -> observed(tooLarge))
          .isInstanceOf(WireException.class)
          .hasMessageStartingWith("field 'observed': ")
          .hasMessageContaining(" is not accepted; it must be a number");
    }
  }

  private static Float observed(String number) throws WireException {
    return WireFormat.JSON
        .decoder(FeatureSignal.class)
        .decode(json("{'feature': 'a', 'observed': " + number + "}"))
        .getObserved();
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
