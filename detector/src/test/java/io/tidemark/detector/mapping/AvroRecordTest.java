package io.tidemark.detector.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.tick.Observation;
import io.tidemark.schemas.wire.WireException;
import io.tidemark.schemas.wire.WireFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Avro with a schema file: the owner's records without their Confluent header. */
class AvroRecordTest {
  static final Path FOLDER = Path.of("src/test/resources/io/tidemark/detector/mapping");
  private static final int CONFLUENT_HEADER = 5;
  static final String DEFINITION =
      """
      name: cnc
      events:
        topic: avrorec
        format: avro
        schema: avrorec.avsc
        where: {mode: RUN}
        key: machine.id
        time: {from: at}
      features:
        - {name: torque, from: torque, unit: Nm}
        - {name: price, from: price}
        - {name: spindle, from: "temps[0]"}
        - {name: xLoad, from: axes.x.load}
      window: {tick: 10s}
      model: {path: m.onnx}
      """;

  @Test
  void readsPlainRecordsAndSingleObjects() throws Exception {
    RecordMapping mapping = mapping(DEFINITION);
    for (TopicRecord record : Topic.records("avrorec")) {
      byte[] plain = plain(record);
      List<Observation> found = List.copyOf(mapping.extract(Topic.record(plain)));
      assertThat(found).hasSize(1);
      assertThat(mapping.extract(Topic.record(singleObject(plain))).get(0).values())
          .isEqualTo(found.get(0).values());
    }
    Observation first =
        mapping.extract(Topic.record(plain(Topic.records("avrorec").get(0)))).get(0);
    assertThat(first.key()).isEqualTo("cnc-0");
    assertThat(first.eventTimeMicros()).isEqualTo(1_767_225_300_000_000L);
    assertThat(first.values())
        .containsExactly(12.222645185289041, 12.34, 40.34130859375, 0.49801427125930786);
  }

  @Test
  void whatIsCutOffOrGoesOnIsUndecodable() throws Exception {
    RecordMapping mapping = mapping(DEFINITION);
    byte[] plain = plain(Topic.records("avrorec").get(0));
    for (int length = 0; length < plain.length; length++) {
      byte[] cut = Arrays.copyOf(plain, length);
      assertThatThrownBy(() -> mapping.extract(Topic.record(cut)))
          .isInstanceOf(WireException.class);
    }
    assertThatThrownBy(() -> mapping.extract(Topic.record(Arrays.copyOf(plain, 100))))
        .hasMessage("bytes follow after the end of the record");
  }

  /** A schema that is within itself lets a record nest as deep as it is long. */
  @Test
  void whatIsNestedTooDeepIsUndecodableAndTheNextRecordIsRead(@TempDir Path folder)
      throws Exception {
    Files.writeString(
        folder.resolve("chain.avsc"),
        """
        {"type": "record", "name": "Chain", "fields": [
          {"name": "next", "type": ["null", "Chain"]},
          {"name": "id", "type": "string"},
          {"name": "level", "type": "double"}]}
        """);
    String chain =
        """
        name: d
        events: {topic: t, format: avro, schema: chain.avsc, key: id}
        features: [{name: level, from: level}]
        window: {tick: 10s}
        model: {path: m.onnx}
        """;
    RecordMapping mapping =
        RecordMapping.of(DefinitionReader.parse(chain, folder), JobFormats.of(WireFormat.JSON));
    byte[] deep = new byte[1_000_000];
    Arrays.fill(deep, (byte) 2);
    byte[] good = {0, 2, 'k', 0, 0, 0, 0, 0, 0, 4, 64};

    assertThatThrownBy(() -> mapping.extract(Topic.record(deep)))
        .isInstanceOf(WireException.class)
        .hasMessage("not valid Avro: nested too deep");
    assertThat(mapping.extract(Topic.record(good)).get(0).values()).containsExactly(2.5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "from: torque,  | from: torq,       | events: torq is not in the schema of the records; the nearest is torque",
        "machine.id     | machine.ID        | events: machine.ID is not in the schema of the records; the nearest is id",
        "axes.x.load    | axes.x.lood       | events: axes.x.lood is not in the schema of the records; the nearest is load",
        "temps[0]       | temps.first       | events: temps.first is not in the schema of the records; it is a list: say [0], [*] or [name=value]",
        "axes.x.load    | \"axes[0]\"       | events: axes is no list in the schema of the records",
        "avrorec.avsc   | none.avsc         | events.schema: none.avsc cannot be read: there is no such file",
        "avrorec.avsc   | expected.json     | events.schema: expected.json is no Avro schema",
        "schema: avrorec.avsc | maxKeys: 9    | events.schema: is missing; format: avro needs a schema file"
      })
  void pathsAreCheckedAgainstTheSchema(String right, String wrong, String message) {
    assertThatThrownBy(() -> mapping(DEFINITION.replace(right, wrong)))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining(message);
  }

  static RecordMapping mapping(String definition) {
    return RecordMapping.of(
        DefinitionReader.parse(definition, FOLDER), JobFormats.of(WireFormat.JSON));
  }

  static byte[] plain(TopicRecord record) {
    byte[] value = Objects.requireNonNull(record.value());
    return Arrays.copyOfRange(value, CONFLUENT_HEADER, value.length);
  }

  private static byte[] singleObject(byte[] plain) throws Exception {
    Schema schema = new Schema.Parser().parse(FOLDER.resolve("avrorec.avsc").toFile());
    return ByteBuffer.allocate(10 + plain.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 0xC3)
        .put((byte) 1)
        .putLong(SchemaNormalization.parsingFingerprint64(schema))
        .put(plain)
        .array();
  }
}
