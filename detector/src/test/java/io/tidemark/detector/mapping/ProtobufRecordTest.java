package io.tidemark.detector.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.tick.Observation;
import io.tidemark.schemas.wire.WireException;
import io.tidemark.schemas.wire.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Protobuf with a set of descriptors: the owner's records without their Confluent header. */
class ProtobufRecordTest {
  private static final int CONFLUENT_HEADER = 6;
  static final String DEFINITION =
      """
      name: readings
      events:
        topic: protoev
        format: protobuf
        descriptor: "base64:%s"
        message: acme.Reading
        key: device_id
        time: {from: time}
      features:
        - {name: temperature, from: temperature, unit: °C}
        - {name: pressure, from: pressure, unit: bar}
        - {name: siteA, from: pressure, where: {labels.site: A}}
        - {name: total, from: "parts[kind=PUMP].load"}
        - {name: third, from: "numbers[2]"}
      window: {tick: 10s}
      model: {path: m.onnx}
      """;

  @Test
  void readsTheRecordsOfTheTopic() throws Exception {
    RecordMapping mapping = mapping(DEFINITION);
    for (TopicRecord record : Topic.records("protoev")) {
      assertThat(mapping.extract(Topic.record(plain(record)))).hasSize(1);
    }
    Observation first =
        mapping.extract(Topic.record(plain(Topic.records("protoev").get(0)))).get(0);
    assertThat(first.key()).isEqualTo("pb-0");
    assertThat(first.eventTimeMicros()).isEqualTo(1_767_225_300_000_000L);
    assertThat(first.values())
        .containsExactly(
            49.61995125607965, (double) 3.0143414f, (double) 3.0143414f, Double.NaN, Double.NaN);
  }

  @Test
  void whatIsNotSentHasItsDefaultAndListsMayBePacked() throws Exception {
    byte[] record =
        message(
            out -> {
              out.writeString(1, "d");
              out.writeByteArray(2, message(time -> time.writeInt64(1, 1_767_225_300)));
              out.writeByteArray(
                  6,
                  message(
                      part -> {
                        part.writeInt32(2, 7);
                        part.writeEnum(1, 1);
                      }));
              out.writeByteArray(6, message(part -> part.writeInt32(2, 9)));
              out.writeByteArray(
                  7,
                  message(
                      numbers -> {
                        numbers.writeSInt64NoTag(-1);
                        numbers.writeSInt64NoTag(5);
                      }));
              out.writeSInt64(7, -9);
              out.writeString(99, "unknown");
            });
    assertThat(mapping(DEFINITION).extract(Topic.record(record)).get(0).values())
        .containsExactly(0, 0, Double.NaN, 7, -9);
  }

  @Test
  void whatIsCutOffOrNoMessageIsUndecodable() throws Exception {
    RecordMapping mapping = mapping(DEFINITION);
    byte[] plain = plain(Topic.records("protoev").get(0));
    for (byte[] record :
        List.of(
            Arrays.copyOf(plain, plain.length - 1),
            new byte[] {0},
            new byte[] {10, -1, -1, -1, -1, 15},
            new byte[] {18, 2, 8, -1})) {
      assertThatThrownBy(() -> mapping.extract(Topic.record(record)))
          .isInstanceOf(WireException.class)
          .hasMessageStartingWith("not valid Protobuf");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "from: temperature | from: temprature | events: temprature is not in the schema of the records; the nearest is temperature",
        "numbers[2]        | numbers.x        | events: numbers.x is not in the schema of the records; it is a list",
        "acme.Reading      | acme.Readin      | events.message: acme.Readin is not accepted; it must be one of [acme.Reading]",
        "base64:           | base64:AAAA      | events.descriptor: base64:AAAA"
      })
  void pathsAreCheckedAgainstTheDescriptor(String right, String wrong, String message) {
    assertThatThrownBy(() -> mapping(DEFINITION.replace(right, wrong)))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining(message);
  }

  @Test
  void theOnlyMessageNeedsNoName() throws Exception {
    RecordMapping mapping = mapping(DEFINITION.replace("  message: acme.Reading\n", ""));
    assertThat(mapping.extract(Topic.record(plain(Topic.records("protoev").get(0))))).hasSize(1);
  }

  static RecordMapping mapping(String definition) {
    return RecordMapping.of(
        DefinitionReader.parse(withDescriptor(definition), Path.of(".")),
        JobFormats.of(WireFormat.JSON));
  }

  /** The definition with the set of descriptors in its place. */
  static String withDescriptor(String definition) {
    return definition.replace(
        "%s", Base64.getEncoder().encodeToString(descriptors().toByteArray()));
  }

  static byte[] plain(TopicRecord record) {
    byte[] value = Objects.requireNonNull(record.value());
    return Arrays.copyOfRange(value, CONFLUENT_HEADER, value.length);
  }

  private interface Writing {
    void to(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Writing writing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    writing.to(out);
    out.flush();
    return bytes.toByteArray();
  }

  /** Of ev.proto, with a list of messages and one of numbers more. */
  static FileDescriptorSet descriptors() {
    DescriptorProto labels =
        DescriptorProto.newBuilder()
            .setName("LabelsEntry")
            .setOptions(MessageOptions.newBuilder().setMapEntry(true))
            .addField(field("key", 1, Type.TYPE_STRING))
            .addField(field("value", 2, Type.TYPE_STRING))
            .build();
    DescriptorProto part =
        DescriptorProto.newBuilder()
            .setName("Part")
            .addEnumType(
                EnumDescriptorProto.newBuilder()
                    .setName("Kind")
                    .addValue(EnumValueDescriptorProto.newBuilder().setName("NONE").setNumber(0))
                    .addValue(EnumValueDescriptorProto.newBuilder().setName("PUMP").setNumber(1)))
            .addField(field("kind", 1, Type.TYPE_ENUM).setTypeName(".acme.Reading.Part.Kind"))
            .addField(field("load", 2, Type.TYPE_INT32))
            .build();
    DescriptorProto reading =
        DescriptorProto.newBuilder()
            .setName("Reading")
            .addNestedType(labels)
            .addNestedType(part)
            .addField(field("device_id", 1, Type.TYPE_STRING))
            .addField(field("time", 2, Type.TYPE_MESSAGE).setTypeName(".google.protobuf.Timestamp"))
            .addField(field("temperature", 3, Type.TYPE_DOUBLE))
            .addField(field("pressure", 4, Type.TYPE_FLOAT))
            .addField(
                field("labels", 5, Type.TYPE_MESSAGE)
                    .setLabel(Label.LABEL_REPEATED)
                    .setTypeName(".acme.Reading.LabelsEntry"))
            .addField(
                field("parts", 6, Type.TYPE_MESSAGE)
                    .setLabel(Label.LABEL_REPEATED)
                    .setTypeName(".acme.Reading.Part"))
            .addField(field("numbers", 7, Type.TYPE_SINT64).setLabel(Label.LABEL_REPEATED))
            .build();
    return FileDescriptorSet.newBuilder()
        .addFile(
            FileDescriptorProto.newBuilder()
                .setName("ev.proto")
                .setPackage("acme")
                .setSyntax("proto3")
                .addDependency("google/protobuf/timestamp.proto")
                .addMessageType(reading))
        .build();
  }

  private static FieldDescriptorProto.Builder field(String name, int number, Type type) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(type)
        .setLabel(Label.LABEL_OPTIONAL);
  }
}
