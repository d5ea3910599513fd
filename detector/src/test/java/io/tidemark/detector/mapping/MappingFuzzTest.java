package io.tidemark.detector.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Mutations;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.EventFormat;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.schemas.registry.RegistrySettings;
import io.tidemark.schemas.wire.WireException;
import io.tidemark.schemas.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever lies in a topic, a mapping gives observations of it or says what is wrong; and whatever
 * a definition says, it is a mapping of such records or says what is wrong. No input takes much
 * memory or time. {@code -Dtidemark.fuzz=N} tries N inputs of each kind, of which there are twelve;
 * {@code -Dtidemark.fuzz.seed=S} tries others.
 */
@Timeout(3600)
class MappingFuzzTest {
  private static final int INPUTS = Integer.getInteger("tidemark.fuzz", 2_000);
  private static final long SEED = Long.getLong("tidemark.fuzz.seed", 20);
  private static final List<byte[]> WORDS =
      List.of(
          Topic.bytes("null"),
          Topic.bytes("1e999"),
          Topic.bytes("\"NaN\""),
          Topic.bytes("[{"),
          Topic.bytes("\\u0000"),
          new byte[] {-1, -1, -1, -1, 15},
          new byte[] {0});

  private static final String CSV =
      "name: d\nevents: {topic: t, format: csv, key: '[1]', time: {from: '[0]', format: unix}}\n"
          + "features: [{name: f, from: '[2]'}]\n";

  private static final String TEXT =
      "name: d\nevents: {topic: t, format: text, key: '@topic'}\n"
          + "features: [{name: f, from: '@value'}]\n";

  private static final List<byte[]> DEFINITION_WORDS =
      List.of(
          Topic.bytes("[*]"),
          Topic.bytes("{regex: '((a{1,50}){1,20})*$', from: '@key'}"),
          Topic.bytes("each: [{x: 'a[*].b[*]'}, {y: 'x[*]'}]\n  "),
          Topic.bytes("where: {a: {min: 1}}"),
          Topic.bytes("tags: {a: '@headers.x'}\n  "),
          Topic.bytes("[a=b].c[0]"),
          Topic.bytes("\\"),
          Topic.bytes("&a [*a]"),
          Topic.bytes("format: csv\n  "));

  @ParameterizedTest
  @ValueSource(strings = {"otlp", "sparkplug", "telegraf", "debezium", "tasmota"})
  void json(String wish) throws Exception {
    DetectorDefinition definition = definition(WishTest.resource(wish + ".yaml"));
    fuzz(
        wish,
        RecordMapping.of(definition, JobFormats.of(WireFormat.JSON)),
        Topic.records(definition.events().topics().only()));
  }

  @Test
  void csvAndText() throws Exception {
    fuzz(
        "csv",
        RecordMapping.of(definition(CSV), JobFormats.of(WireFormat.JSON)),
        List.of(Topic.record("1767225600,\"a,b\",1.5"), Topic.record("1,2,3,4")));
    fuzz(
        "text",
        RecordMapping.of(definition(TEXT), JobFormats.of(WireFormat.JSON)),
        List.of(Topic.record("21.5"), Topic.record("-1e-3")));
  }

  @Test
  void avro() throws Exception {
    fuzz(
        "avro",
        AvroRecordTest.mapping(AvroRecordTest.DEFINITION),
        Topic.records("avrorec").stream()
            .map(record -> Topic.record(AvroRecordTest.plain(record)))
            .toList());
  }

  @Test
  void protobuf() throws Exception {
    fuzz(
        "protobuf",
        ProtobufRecordTest.mapping(ProtobufRecordTest.DEFINITION),
        Topic.records("protoev").stream()
            .map(record -> Topic.record(ProtobufRecordTest.plain(record)))
            .toList());
  }

  @Test
  void confluentsHeader() throws Exception {
    try (SchemaServer registry = new SchemaServer()) {
      registry.add("/schemas/ids/42", "AVRO", WishTest.resource("avrorec.avsc"));
      registry.add("/schemas/ids/43", "PROTOBUF", WishTest.resource("ev.proto"));
      JobFormats formats = new JobFormats(WireFormat.JSON, RegistrySettings.of(registry.url()));
      for (String topic : List.of("avrorec", "protoev")) {
        fuzz(
            topic + " with Confluent's header",
            RecordMapping.of(definition(WishTest.resource(topic + ".yaml")), formats),
            Topic.records(topic));
      }
    }
  }

  /** Each definition that is accepted is applied to a spoilt record of its format. */
  @Test
  void definitions() throws Exception {
    try (SchemaServer registry = new SchemaServer()) {
      registry.add("/schemas/ids/42", "AVRO", WishTest.resource("avrorec.avsc"));
      registry.add("/schemas/ids/43", "PROTOBUF", WishTest.resource("ev.proto"));
      JobFormats formats = new JobFormats(WireFormat.JSON, RegistrySettings.of(registry.url()));
      List<byte[]> good = goodDefinitions(); // these first, so that no format is left out
      Mutations inputs = new Mutations(good, DEFINITION_WORDS, SEED);
      Map<EventFormat, Mutations> records = records();
      Map<EventFormat, Integer> accepted = new EnumMap<>(EventFormat.class);
      InputCost cost = new InputCost();
      for (int i = 0; i < INPUTS; i++) {
        byte[] input = i < good.size() ? good.get(i) : inputs.next();
        String yaml = new String(input, StandardCharsets.UTF_8);
        cost.start();
        try {
          DetectorDefinition definition =
              DefinitionReader.parse(
                  yaml + "window: {tick: 10s}\nmodel: {path: m.onnx}\n", AvroRecordTest.FOLDER);
          RecordMapping mapping = RecordMapping.of(definition, formats);
          EventFormat format = formats.mapped(definition.events());
          accepted.merge(format, 1, Integer::sum);
          extract(mapping, Objects.requireNonNull(records.get(format)).next());
        } catch (DefinitionException wrong) {
          assertThat(wrong.getMessage()).isNotEmpty().doesNotContain("\n");
        }
        cost.requireSmall(yaml);
      }
      assertThat(accepted.values().stream().mapToInt(Integer::intValue).sum()).isLessThan(INPUTS);
      assertThat(accepted.keySet()).containsExactlyInAnyOrder(EventFormat.values());
      cost.requireNothingKept("definitions with a record each");
    }
  }

  /** Only what makes a dead letter may come out, or observations, of which there may be none. */
  private static void extract(RecordMapping mapping, byte[] record) {
    try {
      mapping.extract(withKey(record, Topic.bytes("k")));
    } catch (WireException | InvalidEventException wrong) {
      assertThat(wrong.getMessage()).isNotEmpty().doesNotContain("\n");
    } catch (DefinitionException late) {
      throw new AssertionError("only a record shows that the definition is wrong", late);
    }
  }

  private static List<byte[]> goodDefinitions() throws Exception {
    List<byte[]> good = new ArrayList<>();
    for (String wish : List.of("otlp", "sparkplug", "telegraf", "debezium", "tasmota", "zeek")) {
      good.add(Topic.bytes(WishTest.resource(wish + ".yaml")));
    }
    good.add(Topic.bytes(CSV));
    good.add(Topic.bytes(TEXT));
    good.add(Topic.bytes(WishTest.resource("avrorec.yaml")));
    good.add(Topic.bytes(WishTest.resource("protoev.yaml")));
    good.add(Topic.bytes(mappingOf(AvroRecordTest.DEFINITION)));
    good.add(
        Topic.bytes(mappingOf(ProtobufRecordTest.withDescriptor(ProtobufRecordTest.DEFINITION))));
    return good;
  }

  /** A definition without its window and model. */
  private static String mappingOf(String definition) {
    return definition.substring(0, definition.indexOf("window:"));
  }

  /** Spoilt records by format. */
  private static Map<EventFormat, Mutations> records() throws Exception {
    List<byte[]> json = new ArrayList<>();
    for (String wish : List.of("otlp", "sparkplug", "telegraf", "debezium", "tasmota", "zeek")) {
      json.addAll(
          values(
              Topic.records(
                  definition(WishTest.resource(wish + ".yaml")).events().topics().only())));
    }
    Map<EventFormat, Mutations> records = new EnumMap<>(EventFormat.class);
    records.put(EventFormat.JSON, spoilt(json));
    records.put(EventFormat.CSV, spoilt(List.of(Topic.bytes("1767225600,\"a,b\",1.5"))));
    records.put(EventFormat.TEXT, spoilt(List.of(Topic.bytes("21.5"))));
    records.put(EventFormat.AVRO_CONFLUENT, spoilt(values(Topic.records("avrorec"))));
    records.put(EventFormat.PROTOBUF_CONFLUENT, spoilt(values(Topic.records("protoev"))));
    records.put(
        EventFormat.AVRO,
        spoilt(Topic.records("avrorec").stream().map(AvroRecordTest::plain).toList()));
    records.put(
        EventFormat.PROTOBUF,
        spoilt(Topic.records("protoev").stream().map(ProtobufRecordTest::plain).toList()));
    return records;
  }

  private static List<byte[]> values(List<TopicRecord> records) {
    return records.stream().map(record -> Objects.requireNonNull(record.value())).toList();
  }

  private static Mutations spoilt(List<byte[]> good) {
    return new Mutations(good, WORDS, SEED);
  }

  private static void fuzz(String what, RecordMapping mapping, List<TopicRecord> good)
      throws Exception {
    InputCost cost = new InputCost();
    Mutations inputs = spoilt(values(good));
    int used = 0;
    for (int i = 0; i < INPUTS; i++) {
      byte @Nullable [] key = good.get(i % good.size()).key();
      byte[] input = inputs.next();
      cost.start();
      try {
        mapping.extract(withKey(input, key));
        used++;
      } catch (WireException | InvalidEventException wrong) {
        assertThat(wrong.getMessage()).isNotEmpty().doesNotContain("\n");
      }
      cost.requireSmall(input);
    }
    cost.requireNothingKept(what);
    assertThat(used).isBetween(1, INPUTS - 1);
    for (TopicRecord record : good) {
      mapping.extract(record); // an input before left no trace that would make this fail
    }
  }

  private static TopicRecord withKey(byte[] value, byte @Nullable [] key) {
    TopicRecord record = Topic.record(value);
    return new TopicRecord(
        record.topic(), record.source(), record.timestampMillis(), key, value, record.headers());
  }

  private static DetectorDefinition definition(String mapping) {
    return DefinitionReader.parse(
        mapping + "window: {tick: 10s}\nmodel: {path: m.onnx}\n", Path.of("."));
  }
}
