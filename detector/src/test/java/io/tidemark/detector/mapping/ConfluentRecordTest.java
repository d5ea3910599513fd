package io.tidemark.detector.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.detector.tick.Observation;
import io.tidemark.schemas.registry.RegistrySettings;
import io.tidemark.schemas.wire.WireException;
import io.tidemark.schemas.wire.WireFormat;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Avro and Protobuf behind Confluent's header, with schemas in a registry. */
class ConfluentRecordTest {
  private static final String REST = "window: {tick: 10s}\nmodel: {path: m.onnx}\n";
  private static final String NESTED =
      """
      syntax = "proto3";
      package acme;
      import "base/unit.proto";
      message Other { string x = 1; }
      message Outer {
        enum Kind { NONE = 0; PUMP = 1; }
        map<string, double> values = 4;
        message Inner {
          optional double level = 1;
          Kind kind = 2;
          base.Unit unit = 3;
          oneof which { string id = 4; int64 number = 5; }
          repeated int32 list = 6 [packed = true];
        }
      }
      """;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private SchemaServer registry;

  @BeforeEach
  void start() throws Exception {
    registry = new SchemaServer();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void readsAnOwnersAvro() throws Exception {
    String schema = WishTest.resource("avrorec.avsc");
    registry.add("/schemas/ids/42", "AVRO", schema);
    registry.add("/subjects/avrorec-value/versions/latest", "AVRO", schema);
    DetectorDefinition definition = definition(WishTest.resource("avrorec.yaml"));

    formats().checkRegistered(definition);

    WishTest.assertWish("avrorec", definition, RecordMapping.of(definition, formats()));
    assertThatThrownBy(
            () ->
                formats()
                    .checkRegistered(
                        definition(
                            WishTest.resource("avrorec.yaml").replace("machine.id", "machine.di"))))
        .isInstanceOf(DefinitionException.class)
        .hasMessage(
            "detector cnc: events: machine.di is not in the schema of the records; the nearest is"
                + " id");
  }

  @Test
  void readsProtobuf() throws Exception {
    registry.add("/schemas/ids/43", "PROTOBUF", WishTest.resource("ev.proto"));
    DetectorDefinition definition = definition(WishTest.resource("protoev.yaml"));

    WishTest.assertWish("protoev", definition, RecordMapping.of(definition, formats()));
  }

  @Test
  void findsTheMessageInItsFileAndTheFilesThatItImports() throws Exception {
    ObjectNode outer = registry.add("/schemas/ids/44", "PROTOBUF", NESTED);
    outer
        .putArray("references")
        .addObject()
        .put("name", "base/unit.proto")
        .put("subject", "unit")
        .put("version", 3);
    registry.add(
        "/subjects/unit/versions/3",
        "PROTOBUF",
        "syntax = \"proto3\"; package base; message Unit { string name = 1; }");
    RecordMapping mapping =
        RecordMapping.of(
            definition(
                """
                name: d
                events: {topic: t, format: protobuf-confluent, message: acme.Outer.Inner, key: id}
                features:
                  - {name: level, from: level, where: {unit.name: m, kind: PUMP}}
                  - {name: second, from: "list[1]"}
                """),
            formats());
    byte[] inner = {
      0, 0, 0, 0, 44, 4, 2, 0, // a path of two messages: the second, and its first
      9, 0, 0, 0, 0, 0, 0, 4, 64, // level 2.5
      16, 1, 26, 3, 10, 1, 'm', 34, 1, 'k', 50, 2, 7, 8
    };
    List<Observation> found = mapping.extract(Topic.record(inner));
    assertThat(found).extracting(Observation::key).containsExactly("k");
    assertThat(found.get(0).values()).containsExactly(2.5, 8);

    byte[] other = {0, 0, 0, 0, 44, 0, 10, 1, 'k'};
    assertThat(mapping.extract(Topic.record(other))).isEmpty();
  }

  @Test
  void whatHasNoUsableSchemaIsUndecodable() throws Exception {
    registry.add("/schemas/ids/1", "PROTOBUF", "message {");
    registry.add("/schemas/ids/2", "AVRO", "\"string\"");
    registry.add("/schemas/ids/43", "PROTOBUF", WishTest.resource("ev.proto"));
    RecordMapping mapping =
        RecordMapping.of(definition(WishTest.resource("protoev.yaml")), formats());
    byte[] good = Objects.requireNonNull(Topic.records("protoev").get(0).value());
    byte[] noSuchMessage = good.clone();
    noSuchMessage[5] = 2;
    noSuchMessage[6] = 8;
    for (byte[] record :
        List.of(
            new byte[0],
            new byte[] {1, 0, 0, 0, 43, 0},
            new byte[] {0, 0, 0, 0, 1, 0},
            new byte[] {0, 0, 0, 0, 2, 0},
            new byte[] {0, 0, 0, 0, 3, 0},
            new byte[] {0, 0, 0, 0, 43, -1},
            noSuchMessage,
            Arrays.copyOf(good, good.length - 1))) {
      assertThatThrownBy(() -> mapping.extract(Topic.record(record)))
          .isInstanceOf(WireException.class);
    }
    assertThat(mapping.extract(Topic.record(good))).hasSize(1);
  }

  /** Bytes that reading takes show whether a schema is parsed, on any machine. */
  @Test
  void aSchemaIsParsedOnceWhateverRecordsSayOfIt() throws Exception {
    registry.add("/schemas/ids/1", "PROTOBUF", message("M", 900));
    registry.add("/schemas/ids/2", "PROTOBUF", message("M", 900) + "message {");
    RecordMapping mapping =
        RecordMapping.of(definition(WishTest.resource("protoev.yaml")), formats());
    for (int id = 1; id <= 2; id++) {
      byte[] noSuchMessage = {0, 0, 0, 0, (byte) id, 2, 8};
      assertUndecodable(mapping, noSuchMessage);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1_000; i++) {
        assertUndecodable(mapping, noSuchMessage);
      }
      assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(32L << 20);
    }
  }

  @Test
  void aSchemaThatIsTooLargeIsRefused() throws Exception {
    registry.add("/schemas/ids/1", "PROTOBUF", message("M", 999));
    registry.add("/schemas/ids/2", "PROTOBUF", message("M", 1_000));
    registry
        .add("/schemas/ids/3", "PROTOBUF", "import \"a\"; " + message("M", 500))
        .putArray("references")
        .addObject()
        .put("name", "a")
        .put("subject", "a")
        .put("version", 1);
    registry.add("/subjects/a/versions/1", "PROTOBUF", message("N", 500));
    registry.add("/schemas/ids/4", "PROTOBUF", message("M", 1) + "/*" + "x".repeat(500_000) + "*/");
    RecordMapping mapping =
        RecordMapping.of(definition(WishTest.resource("protoev.yaml")), formats());

    assertThat(mapping.extract(Topic.record(new byte[] {0, 0, 0, 0, 1, 0}))).isEmpty();
    for (int id = 2; id <= 3; id++) {
      byte[] record = {0, 0, 0, 0, (byte) id, 0};
      assertThatThrownBy(() -> mapping.extract(Topic.record(record)))
          .isInstanceOf(WireException.class)
          .hasMessageContaining("more than 1000 types, fields and symbols in all");
    }
    assertThatThrownBy(() -> mapping.extract(Topic.record(new byte[] {0, 0, 0, 0, 4, 0})))
        .isInstanceOf(WireException.class)
        .hasMessageEndingWith("characters with what it imports; it may have 500,000");
  }

  private static void assertUndecodable(RecordMapping mapping, byte[] record) {
    try {
      mapping.extract(Topic.record(record));
    } catch (WireException undecodable) {
      return;
    } catch (InvalidEventException other) {
      throw new AssertionError(other);
    }
    throw new AssertionError("it was read");
  }

  /** A schema of a message with as many fields. */
  private static String message(String name, int fields) {
    StringBuilder text = new StringBuilder("message " + name + " {");
    for (int i = 1; i <= fields; i++) {
      text.append("optional double f").append(i).append(" = ").append(i).append(";");
    }
    return text.append("}").toString();
  }

  @Test
  void aRegistryIsAskedFor() {
    assertThatThrownBy(
            () ->
                RecordMapping.of(
                    definition(WishTest.resource("protoev.yaml")), JobFormats.of(WireFormat.JSON)))
        .isInstanceOf(DefinitionException.class)
        .hasMessage("events.format: protobuf-confluent needs schemaRegistry.url");
  }

  private JobFormats formats() {
    return new JobFormats(WireFormat.JSON, RegistrySettings.of(registry.url()));
  }

  private static DetectorDefinition definition(String mapping) {
    return DefinitionReader.parse(mapping + REST, Path.of("."));
  }
}
