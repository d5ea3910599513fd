package io.tidemark.detector.definition;

import org.jspecify.annotations.Nullable;

/**
 * How the values of a topic's records are written.
 *
 * @param format null: as the job says
 * @param schema Avro schema, or set of Protobuf descriptors, of all records; null where each record
 *     or a registry says it
 * @param message full name of the Protobuf message; null: as the record says, or the only one
 * @param csv columns of CSV; null where it is none
 */
public record EventEncoding(
    @Nullable EventFormat format,
    @Nullable SchemaSource schema,
    @Nullable String message,
    @Nullable CsvColumns csv) {
  /** As the job says. */
  public static final EventEncoding OF_THE_JOB = new EventEncoding(null, null, null, null);

  static EventEncoding read(YamlSection section, DefinitionFiles files) {
    EventFormat format = section.optionalOneOf("format", EventFormat.class);
    return new EventEncoding(
        format,
        schema(section, format, files),
        section.optionalText("message"),
        csv(section, format));
  }

  private static @Nullable SchemaSource schema(
      YamlSection section, @Nullable EventFormat format, DefinitionFiles files) {
    String avro = section.optionalText("schema");
    String descriptor = section.optionalText("descriptor");
    String message = section.optionalText("message");
    if (avro != null && format != EventFormat.AVRO) {
      throw new DefinitionException(section.path("schema") + ": goes with format: avro");
    }
    if (descriptor != null && format != EventFormat.PROTOBUF) {
      throw new DefinitionException(section.path("descriptor") + ": goes with format: protobuf");
    }
    if (message != null && (format == null || !format.isProtobuf())) {
      throw new DefinitionException(
          section.path("message") + ": goes with format: protobuf or protobuf-confluent");
    }
    if (format == EventFormat.PROTOBUF && descriptor == null) {
      throw new DefinitionException(
          section.path("descriptor")
              + ": is missing; format: protobuf needs what 'protoc --include_imports"
              + " --descriptor_set_out=FILE' writes");
    }
    if (avro != null) {
      return SchemaSource.read(section.path("schema"), avro, files);
    }
    return descriptor == null
        ? null
        : SchemaSource.read(section.path("descriptor"), descriptor, files);
  }

  private static @Nullable CsvColumns csv(YamlSection section, @Nullable EventFormat format) {
    if (section.has("csv") && format != EventFormat.CSV) {
      throw new DefinitionException(section.path("csv") + ": goes with format: csv");
    }
    if (format != EventFormat.CSV) {
      return null;
    }
    YamlSection csv = section.section("csv");
    String delimiter = csv.text("delimiter");
    if (delimiter.length() != 1) {
      throw DefinitionException.of(csv.path("delimiter"), "'" + delimiter + "'", "one character");
    }
    CsvColumns columns = new CsvColumns(csv.texts("columns"), delimiter.charAt(0));
    csv.done();
    return columns;
  }
}
