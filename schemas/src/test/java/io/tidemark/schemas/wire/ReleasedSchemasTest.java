package io.tidemark.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The frozen copies in {@code src/test/resources/released} keep every version readable for ever. A
 * new version is a new file in both {@code released} folders; an old one never changes once it is
 * released.
 */
class ReleasedSchemasTest {
  private static final Path FROZEN = Path.of("src", "test", "resources", "released");

  static Stream<Arguments> frozenVersions() throws IOException {
    try (Stream<Path> files = Files.list(FROZEN)) {
      return files
          .filter(file -> file.toString().endsWith(".avsc"))
          .sorted()
          .map(file -> Arguments.of(file.getFileName().toString(), parse(file)))
          .toList()
          .stream();
    }
  }

  static Stream<Arguments> currentRecords() {
    return Samples.all().stream()
        .map(record -> Arguments.of(record.getClass().getSimpleName(), record));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("frozenVersions")
  void theCurrentSchemaReadsTheVersion(String file, Schema frozen) {
    assertThat(
            SchemaCompatibility.checkReaderWriterCompatibility(current(frozen), frozen).getType())
        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("frozenVersions")
  void theDecoderKnowsTheVersion(String file, Schema frozen) {
    assertThat(ReleasedSchemas.byFingerprint(current(frozen)))
        .containsKey(SchemaNormalization.parsingFingerprint64(frozen));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("frozenVersions")
  void aRecordWrittenWithTheVersionDecodesIntoTheCurrentClass(String file, Schema frozen)
      throws IOException {
    SpecificRecord sample = sample(frozen);
    byte[] old = written(sample, frozen);

    SpecificRecord decoded = WireFormat.AVRO.decoder(sample.getClass()).decode(old);

    for (Schema.Field field : frozen.getFields()) {
      int position = decoded.getSchema().getField(field.name()).pos();
      assertThat(decoded.get(position)).as(field.name()).isEqualTo(sample.get(position));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("currentRecords")
  void theCurrentSchemaIsItsNewestVersion(String name, SpecificRecord record) {
    List<Schema> versions = ReleasedSchemas.versions(name);

    assertThat(versions).isNotEmpty();
    assertThat(SchemaNormalization.toParsingForm(record.getSchema()))
        .as("%s changed: add it as the next version to both 'released' folders", name)
        .isEqualTo(SchemaNormalization.toParsingForm(versions.get(versions.size() - 1)));
  }

  /** The sample as a producer of that version would have sent it. */
  private static byte[] written(SpecificRecord sample, Schema frozen) throws IOException {
    @SuppressWarnings("unchecked")
    Class<SpecificRecord> type = (Class<SpecificRecord>) sample.getClass();
    byte[] now = WireFormat.AVRO.encoder(type).encode(sample);
    BoundedDecoder in = new BoundedDecoder();
    in.reset(now, KnownSchemas.HEADER);
    Object generic = new GenericDatumReader<>(sample.getSchema(), frozen).read(null, in);
    var buffer = new BinaryMessageEncoder<>(GenericData.get(), frozen).encode(generic);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static SpecificRecord sample(Schema frozen) {
    return Samples.all().stream()
        .filter(record -> record.getSchema().getFullName().equals(frozen.getFullName()))
        .findFirst()
        .orElseThrow();
  }

  private static Schema current(Schema frozen) {
    return SpecificData.get().getSchema(sample(frozen).getClass());
  }

  private static Schema parse(Path file) {
    try {
      return new Schema.Parser().parse(file.toFile());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
