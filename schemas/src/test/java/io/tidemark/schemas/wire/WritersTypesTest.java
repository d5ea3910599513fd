package io.tidemark.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.schemas.NetworkEvent;
import io.tidemark.schemas.SensorEvent;
import io.tidemark.schemas.registry.RegistrySettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of writers whose types differ from this project's, in times and in nulls. */
final class WritersTypesTest {
  private static final Instant TIME = Instant.parse("2026-03-01T12:00:00.123Z");
  private static final String MICROS = "{'type': 'long', 'logicalType': 'timestamp-micros'}";
  private static final String TEXT = "'string'";
  private static final String NUMBERS = "{'type': 'map', 'values': 'double'}";
  private static final String TEXTS = "{'type': 'map', 'values': 'string'}";

  private RegistryForTests registry;

  @BeforeEach
  void start() throws IOException {
    registry = new RegistryForTests();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @ParameterizedTest
  @CsvSource({
    "timestamp-millis,1772366400123",
    "timestamp-micros,1772366400123000",
    "timestamp-nanos,1772366400123000999",
    "local-timestamp-millis,1772366400123",
    "local-timestamp-micros,1772366400123000",
    "local-timestamp-nanos,1772366400123000000"
  })
  void readsEveryLogicalTypeOfATimeAlsoBehindANull(String logical, long number) throws IOException {
    String type = "{'type': 'long', 'logicalType': '%s'}".formatted(logical);

    assertThat(decode(type, number, TimeFormat.ISO8601)).isEqualTo(TIME);
    assertThat(decode("['null', " + type + "]", number, TimeFormat.ISO8601)).isEqualTo(TIME);
    assertThat(decode("[" + type + ", 'null']", number, TimeFormat.UNIX)).isEqualTo(TIME);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE, -1})
  void readsNanosecondsOfAnyTime(long number) throws IOException {
    assertThat(decode("{'type': 'long', 'logicalType': 'timestamp-nanos'}", number))
        .isEqualTo(Instant.ofEpochSecond(0, number).truncatedTo(ChronoUnit.MICROS));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "UNIX_MS | 'long' | 1772366400123",
        "UNIX_US | 'long' | 1772366400123000",
        "UNIX_NS | 'long' | 1772366400123000000",
        "UNIX_MS | ['null', 'long'] | 1772366400123",
      })
  void readsAPlainLongWhereItsUnitIsSaid(TimeFormat format, String type, long number)
      throws IOException {
    assertThat(decode(type, number, format)).isEqualTo(TIME);
  }

  @Test
  void readsSecondsInAnInt() throws IOException {
    byte[] payload =
        payload(schema(TEXT, "'int'", NUMBERS, TEXTS), Map.of("eventTime", 1772366400));

    assertThat(decoder(TimeFormat.UNIX).decode(payload).getEventTime())
        .isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'long' | long without a logical type",
        "['null', 'long'] | long without a logical type",
        "{'type': 'long', 'logicalType': 'time-micros'} | long of logical type time-micros",
        "{'type': 'long', 'logicalType': 'timestamp-weeks'} | long of logical type timestamp-weeks",
      })
  void refusesALongOfNoKnownUnitWithWhatIsAccepted(String type, String found) {
    assertThatThrownBy(() -> decode(type, 1772366400123L))
        .isInstanceOf(WireException.class)
        .hasMessage(
            "field 'eventTime': the writer's %s is not accepted; it must be timestamp-millis,"
                + " timestamp-micros, timestamp-nanos, their local- forms, or a long with"
                + " events.time.format: unix, unix_ms, unix_us or unix_ns",
            found);
  }

  @Test
  void refusesATimeOfAnotherType() {
    for (String type : new String[] {"'string'", "'double'", "['null', 'string']"}) {
      assertThatThrownBy(
              () -> decoder(TimeFormat.UNIX).decode(header(schema(TEXT, type, NUMBERS, TEXTS))))
          .isInstanceOf(WireException.class)
          .hasMessageStartingWith("field 'eventTime': the writer's ");
    }
  }

  @Test
  void refusesATimeThatMicrosecondsCannotHold() {
    assertThatThrownBy(
            () -> decode("{'type': 'long', 'logicalType': 'timestamp-millis'}", Long.MAX_VALUE))
        .isInstanceOf(WireException.class)
        .hasMessageStartingWith("not a valid SensorEvent in Avro: ArithmeticException");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type': 'map', 'values': ['null', 'double']}",
        "{'type': 'map', 'values': ['double', 'null']}",
        "['null', {'type': 'map', 'values': ['null', 'float']}]",
        "{'type': 'map', 'values': ['null', 'int', 'double']}"
      })
  void aReadingThatIsNullIsAbsent(String readings) throws IOException {
    Map<String, Object> values = new HashMap<>();
    boolean floats = readings.contains("float");
    values.put("current", floats ? (Object) 2.5f : (Object) 2.5);
    values.put("broken", null);

    SensorEvent read = read(schema(TEXT, MICROS, readings, TEXTS), Map.of("readings", values));

    assertThat(read.getReadings()).containsExactly(Map.entry("current", 2.5));
    assertThat(read.getTags()).containsExactly(Map.entry("site", "north"));
    assertThat(read.getDeviceId()).isEqualTo("pump-01");
    assertThat(read.getEventTime()).isEqualTo(TIME);
  }

  @Test
  void aRecordThatMayBeNullThroughoutIsReadLikeAnyOther() throws IOException {
    Schema schema =
        schema(
            "['null', 'string']",
            "['null', " + MICROS + "]",
            "['null', {'type': 'map', 'values': ['null', 'double']}]",
            "['null', {'type': 'map', 'values': ['null', 'string']}]");

    SensorEvent read = read(schema, Map.of());

    assertThat(read)
        .isEqualTo(
            new SensorEvent("pump-01", TIME, Map.of("current", 2.5), Map.of("site", "north")));
    read.getReadings().put("more", 1.0);
    assertThat(WireFormat.AVRO.encoder(SensorEvent.class).encode(read)).isNotEmpty();
  }

  @Test
  void aFieldThatIsNullTakesItsDefault() throws IOException {
    Map<String, Object> values = new HashMap<>();
    values.put("tags", null);

    SensorEvent read = read(schema(TEXT, MICROS, NUMBERS, "['null', " + TEXTS + "]"), values);

    assertThat(read.getTags()).isEmpty();
    assertThat(read.getReadings()).containsExactly(Map.entry("current", 2.5));
  }

  @ParameterizedTest
  @CsvSource({
    "deviceId,field 'deviceId' is null",
    "readings,field 'readings' is null",
    "eventTime,not a valid SensorEvent in Avro: eventTime is null"
  })
  void aFieldThatIsNullAndHasNoDefaultIsNamed(String field, String reason) {
    Schema schema =
        schema(
            "['null', 'string']",
            "['null', " + MICROS + "]",
            "['null', " + NUMBERS + "]",
            "['null', " + TEXTS + "]");
    Map<String, Object> values = new HashMap<>();
    values.put(field, null);

    assertThatThrownBy(() -> read(schema, values))
        .isInstanceOf(WireException.class)
        .hasMessage(reason);
  }

  @Test
  void aFlowInMillisecondsWithNullsIsRead() throws IOException {
    Schema writer =
        new Schema.Parser()
            .parse(
                """
                {"type": "record", "name": "NetworkEvent", "namespace": "io.tidemark.schemas",
                 "fields": [
                  {"name": "observer", "type": ["null", "string"]},
                  {"name": "eventTime",
                   "type": ["null", {"type": "long", "logicalType": "local-timestamp-millis"}]},
                  {"name": "forwardBytes", "type": ["null", "long"]},
                  {"name": "reverseBytes", "type": "int"}]}
                """);
    GenericRecord flow = new GenericData.Record(writer);
    flow.put("observer", "router");
    flow.put("eventTime", TIME.toEpochMilli());
    flow.put("reverseBytes", 7);

    NetworkEvent read = format().decoder(NetworkEvent.class).decode(bytes(writer, flow));

    assertThat(read.getObserver()).isEqualTo("router");
    assertThat(read.getEventTime()).isEqualTo(TIME);
    assertThat(read.getForwardBytes()).isNull();
    assertThat(read.getReverseBytes()).isEqualTo(7L);
    assertThat(read.getTags()).isEmpty();
  }

  private Instant decode(String timeType, long number) throws IOException {
    return decode(timeType, number, TimeFormat.ISO8601);
  }

  private Instant decode(String timeType, long number, TimeFormat format) throws IOException {
    Schema schema = schema(TEXT, timeType, NUMBERS, TEXTS);
    return decoder(format).decode(payload(schema, Map.of("eventTime", number))).getEventTime();
  }

  private SensorEvent read(Schema schema, Map<String, Object> values) throws IOException {
    return decoder(TimeFormat.ISO8601).decode(payload(schema, values));
  }

  private EventDecoder<SensorEvent> decoder(TimeFormat format) {
    return format().decoder(SensorEvent.class, format);
  }

  private ConfluentFormat format() {
    return new ConfluentFormat(RegistrySettings.of(registry.url()));
  }

  private static Schema schema(String deviceId, String eventTime, String readings, String tags) {
    return new Schema.Parser()
        .parse(
            """
            {'type': 'record', 'name': 'SensorEvent', 'namespace': 'io.tidemark.schemas',
             'fields': [
              {'name': 'deviceId', 'type': %s},
              {'name': 'eventTime', 'type': %s},
              {'name': 'readings', 'type': %s},
              {'name': 'tags', 'type': %s}]}
            """
                .formatted(deviceId, eventTime, readings, tags)
                .replace('\'', '"'));
  }

  /** A usual event, but for these values. */
  private byte[] payload(Schema schema, Map<String, ? extends @Nullable Object> values)
      throws IOException {
    GenericRecord event = new GenericData.Record(schema);
    event.put("deviceId", "pump-01");
    event.put("eventTime", TIME.toEpochMilli() * 1000);
    event.put("readings", Map.of("current", 2.5));
    event.put("tags", Map.of("site", "north"));
    values.forEach(event::put);
    return bytes(schema, event);
  }

  private byte[] bytes(Schema schema, GenericRecord event) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(header(schema));
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(schema).write(event, encoder);
    return out.toByteArray();
  }

  private byte[] header(Schema schema) {
    return ByteBuffer.allocate(5).put((byte) 0).putInt(registry.add(schema)).array();
  }
}
