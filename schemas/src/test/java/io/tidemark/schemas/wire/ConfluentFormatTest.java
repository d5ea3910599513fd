package io.tidemark.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.schemas.SensorEvent;
import io.tidemark.schemas.registry.RegistryException;
import io.tidemark.schemas.registry.RegistrySettings;
import io.tidemark.schemas.secret.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfluentFormatTest {
  private static final Instant TIME = Instant.parse("2026-03-01T12:00:00.123Z");

  private RegistryForTests registry;

  @BeforeEach
  void start() throws IOException {
    registry = new RegistryForTests();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  static Iterable<SpecificRecord> records() {
    return Samples.all();
  }

  @ParameterizedTest
  @MethodSource("records")
  @SuppressWarnings("unchecked")
  void readsWhatItWrites(SpecificRecord record) throws IOException {
    Class<SpecificRecord> type = (Class<SpecificRecord>) record.getClass();

    byte[] payload = format().encoder(type, "topic").encode(record);

    assertThat(Arrays.copyOf(payload, 5)).containsExactly(0, 0, 0, 0, 1);
    assertThat(registry.requests).containsExactly("POST " + path("/subjects/topic-value/versions"));
    assertThat(format().decoder(type).decode(payload)).isEqualTo(record);
  }

  @Test
  void readsAProducerThatIsOneVersionAhead() throws IOException {
    Schema ahead = sensorEvent("{\"name\": \"firmware\", \"type\": \"string\", \"default\": \"\"}");

    SensorEvent read = decode(payload(ahead, Map.of("firmware", "2.1", "tags", Map.of("a", "b"))));

    assertThat(read.getDeviceId()).isEqualTo("pump-01");
    assertThat(read.getTags()).containsExactly(Map.entry("a", "b"));
  }

  @Test
  void readsAProducerThatIsOneVersionBehind() throws IOException {
    SensorEvent read = decode(payload(sensorEvent(null), Map.of()));

    assertThat(read.getReadings()).containsExactly(Map.entry("current", 2.5));
    assertThat(read.getTags()).isEmpty();
  }

  @Test
  void asksForASchemaOnce() throws IOException {
    byte[] payload = payload(sensorEvent(null), Map.of());
    EventDecoder<SensorEvent> decoder = format().decoder(SensorEvent.class);

    for (int i = 0; i < 3; i++) {
      decoder.decode(payload);
      assertThatThrownBy(() -> decoder.decode(new byte[] {0, 0, 0, 0, 99, 1}))
          .isInstanceOf(WireException.class)
          .hasMessage("schema id 99 is not in the registry");
    }

    assertThat(registry.requests)
        .containsExactly("GET " + path("/schemas/ids/1"), "GET " + path("/schemas/ids/99"));
  }

  @Test
  void waitsForARegistryThatIsAway() throws IOException {
    byte[] payload = payload(sensorEvent(null), Map.of());
    registry.failures.set(2);

    assertThat(decode(payload).getDeviceId()).isEqualTo("pump-01");
    assertThat(registry.requests).hasSize(3);
  }

  @Test
  void blamesNoPayloadForARegistryThatStaysAway() throws IOException {
    byte[] payload = payload(sensorEvent(null), Map.of());
    EventDecoder<SensorEvent> decoder =
        new ConfluentFormat(settings().withPatience(Duration.ofMillis(300)))
            .decoder(SensorEvent.class);
    registry.failures.set(Integer.MAX_VALUE);
    assertThatThrownBy(() -> decoder.decode(payload))
        .isInstanceOf(RegistryException.class)
        .hasMessage(
            "the schema registry %s cannot answer now, with HTTP status 503", registry.url());

    registry.close();
    assertThatThrownBy(() -> decoder.decode(payload))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("cannot be reached");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void stopsAtOnceWhereItsCredentialsAreRefused(int status) throws IOException {
    byte[] payload = payload(sensorEvent(null), Map.of());
    registry.failure = status;
    registry.failures.set(2); // to the id, and to the question whether it is the id's fault

    assertThatThrownBy(() -> decode(payload))
        .isInstanceOf(RegistryException.class)
        .hasMessageEndingWith("refuses the credentials, with HTTP status " + status);
  }

  @Test
  void tellsAWrongAddressFromAnUnknownId() throws IOException {
    byte[] payload = payload(sensorEvent(null), Map.of());
    registry.failure = 404;
    registry.failureBody = "{\"title\": \"no such page\"}";
    registry.failures.set(2);

    assertThatThrownBy(() -> decode(payload))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("check the path in its URL");
  }

  @Test
  void showsItsCredentials(@TempDir Path folder) throws IOException {
    String file = Files.writeString(folder.resolve("secret"), "s3cret\n").toString();
    Secret secret = new Secret(null, file);
    URI url = URI.create(registry.url() + "/");

    for (RegistrySettings settings :
        new RegistrySettings[] {
          new RegistrySettings(url, "job", secret, null, true, Duration.ofSeconds(1)),
          new RegistrySettings(url, null, null, secret, false, Duration.ofSeconds(1))
        }) {
      new ConfluentFormat(settings).encoder(SensorEvent.class, "a/b");
    }

    assertThat(registry.requests)
        .containsExactly(
            "POST /apis/ccompat/v7/subjects/a/b-value/versions Basic am9iOnMzY3JldA==",
            "POST /apis/ccompat/v7/subjects/a/b-value Bearer s3cret");
  }

  @Test
  void refusesToWriteASchemaThatItMayNotRegister() {
    RegistrySettings settings =
        new RegistrySettings(
            URI.create(registry.url()), null, null, null, false, Duration.ofMinutes(1));

    assertThatThrownBy(() -> new ConfluentFormat(settings).encoder(SensorEvent.class, "events"))
        .isInstanceOf(RegistryException.class)
        .hasMessageEndingWith(
            "has no id for SensorEvent under subject events-value: Schema not found");
  }

  @Test
  void refusesSchemasItCannotResolve() throws IOException {
    JsonMapper json = new JsonMapper();
    registry.add(json.createObjectNode().put("schemaType", "PROTOBUF").put("schema", "message A"));
    registry.add(json.createObjectNode().put("schema", "{\"type\": \"nonsense\"}"));
    var referring = json.createObjectNode().put("schema", "\"int\"");
    referring.putArray("references").addObject().put("name", "other");
    registry.add(referring);
    registry.add(SchemaBuilder.record("Other").fields().requiredInt("unlike").endRecord());

    assertRefused(1, "schema id 1 is PROTOBUF, not Avro");
    assertRefused(2, "schema id 2 is no valid Avro schema");
    assertRefused(3, "schema id 3 refers to other schemas; register it as a whole");
    assertRefused(4, "not a valid SensorEvent in Avro: AvroTypeException: ");
  }

  @Test
  void survivesAPayloadThatNestsWithoutEnd() throws IOException {
    String list =
        "{\"name\": \"list\", \"type\": {\"type\": \"record\", \"name\": \"L\", \"fields\": ["
            + "{\"name\": \"next\", \"type\": [\"null\", \"L\"]}]}}";
    registry.add(
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"SensorEvent\",\"fields\":["
                    + list
                    + ","
                    + FIELDS
                    + "]}"));
    byte[] payload = new byte[1_000_000];
    Arrays.fill(payload, (byte) 2);
    ByteBuffer.wrap(payload).put((byte) 0).putInt(1);

    assertThatThrownBy(() -> decode(payload))
        .isInstanceOf(WireException.class)
        .hasMessage("not a valid SensorEvent in Avro: nested too deep");
  }

  static List<String> elementsWithoutBytes() {
    return List.of(
        "{'type': 'array', 'items': 'null'}",
        "{'type': 'array', 'items': {'type': 'fixed', 'name': 'F', 'size': 0}}",
        "{'type': 'array', 'items': {'type': 'record', 'name': 'R', 'fields': ["
            + "{'name': 'a', 'type': 'null'}, {'name': 'b', 'type': 'null'}]}}");
  }

  @ParameterizedTest
  @MethodSource("elementsWithoutBytes")
  @Timeout(60)
  void countsElementsThatTakeNoBytes(String type) throws IOException {
    Schema ahead = sensorEvent("{'name': 'more', 'type': %s}".formatted(type).replace('\'', '"'));
    byte[] event = payload(ahead, Map.of("tags", Map.of(), "more", List.of()));
    int most = 1_000_000;
    ByteArrayOutputStream one = new ByteArrayOutputStream();
    one.write(event, 0, event.length - 1); // all but the end of the last field's array
    BinaryEncoder block = EncoderFactory.get().directBinaryEncoder(one, null);
    block.writeLong(2_000_000_000);
    block.writeLong(0);

    assertThatThrownBy(() -> decode(one.toByteArray()))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("claims 2000000000 elements after ");

    ByteArrayOutputStream many = new ByteArrayOutputStream();
    many.write(event, 0, event.length - 1);
    BinaryEncoder blocks = EncoderFactory.get().directBinaryEncoder(many, null);
    for (int i = 0; i < most / 3; i++) {
      blocks.writeLong(most - 1_000); // three bytes for as many elements as the payload has bytes
    }
    blocks.writeLong(0);

    assertThatThrownBy(() -> decode(many.toByteArray()))
        .isInstanceOf(WireException.class)
        .hasMessageMatching(
            ".*claims 999000 elements after 999001 others.*|.*holds more values without bytes.*");
  }

  /** Each of its elements alone would take a thousand steps. */
  @Test
  @Timeout(60)
  void countsTheNullsWithinElementsThatTakeNoBytes() throws IOException {
    String fields =
        IntStream.range(0, 900)
            .mapToObj(i -> "{'name': 'n%d', 'type': 'null'}".formatted(i))
            .collect(Collectors.joining(", "));
    String type =
        "{'type': 'array', 'items': {'type': 'record', 'name': 'R', 'fields': [%s]}}"
            .formatted(fields);
    Schema ahead = sensorEvent("{'name': 'more', 'type': %s}".formatted(type).replace('\'', '"'));
    byte[] event = payload(ahead, Map.of("tags", Map.of(), "more", List.of()));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(event, 0, event.length - 1);
    BinaryEncoder block = EncoderFactory.get().directBinaryEncoder(bytes, null);
    block.writeLong(20); // fewer elements than the event has bytes
    block.writeLong(0);

    assertThatThrownBy(() -> decode(bytes.toByteArray()))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("holds more values without bytes");
  }

  @Test
  @Timeout(60)
  void countsTheElementsOfAllArraysTogether() throws IOException {
    String type =
        "{'type': 'array', 'items': {'type': 'array', 'items': {'type': 'array', 'items': 'null'}}}";
    Schema ahead = sensorEvent("{'name': 'more', 'type': %s}".formatted(type).replace('\'', '"'));
    byte[] event = payload(ahead, Map.of("tags", Map.of(), "more", List.of()));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(event, 0, event.length - 1);
    BinaryEncoder inner = EncoderFactory.get().directBinaryEncoder(bytes, null);
    int arrays = 200_000;
    inner.writeLong(1);
    inner.writeLong(arrays);
    for (int i = 0; i < arrays; i++) {
      inner.writeLong(800_000);
      inner.writeLong(0);
    }
    inner.writeLong(0);
    inner.writeLong(0);

    assertThatThrownBy(() -> decode(bytes.toByteArray()))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("claims 800000 elements after ");
  }

  @Test
  void readsManyElementsThatTakeAByteEach() throws IOException {
    Schema ahead =
        sensorEvent("{\"name\": \"more\", \"type\": {\"type\": \"array\", \"items\": \"int\"}}");

    byte[] payload =
        payload(ahead, Map.of("tags", Map.of(), "more", Collections.nCopies(100_000, 1)));

    assertThat(decode(payload).getDeviceId()).isEqualTo("pump-01");
  }

  @Test
  void keepsNoReaderForEachOfManyWriters() throws IOException {
    var decoder = (AvroDecoder<SensorEvent>) format().decoder(SensorEvent.class);
    int writers = AvroDecoder.MOST_READERS + 20;
    for (int i = 0; i < writers; i++) {
      Schema writer = sensorEvent("{\"name\": \"more" + i + "\", \"type\": \"int\"}");
      byte[] payload = payload(writer, Map.of("tags", Map.of(), "more" + i, 1));

      assertThat(decoder.decode(payload).getDeviceId()).isEqualTo("pump-01");
    }

    assertThat(decoder.kept()).isEqualTo(AvroDecoder.MOST_READERS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "0000", "7B7D000000", "C301000000"})
  void refusesWhatIsNotOfTheFormat(String hex) {
    assertThatThrownBy(() -> decode(java.util.HexFormat.of().parseHex(hex)))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("Confluent's wire format");
  }

  private static final String FIELDS =
      "{\"name\": \"deviceId\", \"type\": \"string\"}, {\"name\": \"eventTime\", \"type\":"
          + " {\"type\": \"long\", \"logicalType\": \"timestamp-micros\"}}, {\"name\":"
          + " \"readings\", \"type\": {\"type\": \"map\", \"values\": \"double\"}}";

  /** SensorEvent without its optional field, or with it and one more. */
  private static Schema sensorEvent(@org.jspecify.annotations.Nullable String more) {
    String tags =
        ", {\"name\": \"tags\", \"type\": {\"type\": \"map\", \"values\": \"string\"},"
            + " \"default\": {}}, ";
    return new Schema.Parser()
        .parse(
            "{\"type\": \"record\", \"name\": \"SensorEvent\", \"namespace\":"
                + " \"io.tidemark.schemas\", \"fields\": ["
                + FIELDS
                + (more == null ? "" : tags + more)
                + "]}");
  }

  private byte[] payload(Schema schema, Map<String, Object> values) throws IOException {
    GenericRecord event = new GenericData.Record(schema);
    event.put("deviceId", "pump-01");
    event.put("eventTime", TIME.toEpochMilli() * 1000);
    event.put("readings", Map.of("current", 2.5));
    values.forEach(event::put);
    var out = new java.io.ByteArrayOutputStream();
    out.write(ByteBuffer.allocate(5).put((byte) 0).putInt(registry.add(schema)).array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(schema).write(event, encoder);
    return out.toByteArray();
  }

  private void assertRefused(int id, String reason) {
    assertThatThrownBy(() -> decode(new byte[] {0, 0, 0, 0, (byte) id, 2}))
        .isInstanceOf(WireException.class)
        .hasMessageStartingWith(reason);
  }

  private SensorEvent decode(byte[] payload) throws WireException {
    return format().decoder(SensorEvent.class).decode(payload);
  }

  private ConfluentFormat format() {
    return new ConfluentFormat(settings());
  }

  private RegistrySettings settings() {
    return RegistrySettings.of(registry.url());
  }

  private static String path(String path) {
    return "/apis/ccompat/v7" + path + " null";
  }
}
