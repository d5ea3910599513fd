package io.tidemark.detector.mapping;

import com.google.protobuf.Descriptors.Descriptor;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.EventEncoding;
import io.tidemark.detector.definition.EventFormat;
import io.tidemark.detector.definition.EventSelection;
import io.tidemark.detector.definition.SchemaSource;
import io.tidemark.schemas.registry.RegistryClient;
import io.tidemark.schemas.registry.SchemaLimits;
import io.tidemark.schemas.wire.AvroPayload;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.jspecify.annotations.Nullable;

/** Opens the reader of a definition's format. */
final class RecordReaders {
  private RecordReaders() {}

  /**
   * A reader that goes down a tree of paths.
   *
   * @throws DefinitionException when format, schema and paths do not go together
   */
  static RecordReader of(PathNode root, EventSelection events, JobFormats formats) {
    EventFormat format = formats.mapped(events);
    EventEncoding encoding = events.encoding();
    return switch (format) {
      case JSON -> JsonRecordReader.json(root);
      case CSV -> JsonRecordReader.csv(root, Objects.requireNonNull(encoding.csv()));
      case TEXT -> new TextRecordReader();
      case AVRO -> avro(root, encoding.schema());
      case AVRO_CONFLUENT ->
          new AvroRecordReader(root, AvroPayload.confluent(formats.registryFor(format)));
      case PROTOBUF -> protobuf(root, encoding);
      case PROTOBUF_CONFLUENT ->
          new ConfluentProtobufReader(
              root, new RegistryClient(formats.registryFor(format)), encoding.message());
    };
  }

  private static RecordReader avro(PathNode root, @Nullable SchemaSource source) {
    if (source == null) {
      throw new DefinitionException(
          "events.schema: is missing; format: avro needs a schema file where there is no"
              + " events.type; or name another events.format");
    }
    Schema schema = parsed(source);
    ShapeCheck.check(root, AvroShape.of(schema));
    return new AvroRecordReader(root, AvroPayload.of(schema));
  }

  private static RecordReader protobuf(PathNode root, EventEncoding encoding) {
    Descriptor message =
        ProtobufTypes.message(Objects.requireNonNull(encoding.schema()), encoding.message());
    ShapeCheck.check(root, ProtobufShape.of(message));
    return new ProtobufRecordReader(root, message);
  }

  /**
   * The schema of a source.
   *
   * @throws DefinitionException when it is none that can be used
   */
  static Schema parsed(SchemaSource source) {
    try {
      Schema schema = new Schema.Parser().parse(new String(source.bytes(), StandardCharsets.UTF_8));
      if (!SchemaLimits.isReasonable(schema)) {
        throw DefinitionException.of(
            "events.schema", source.name(), "a schema whose types use each other less often");
      }
      return schema;
    } catch (SchemaParseException | StackOverflowError malformed) {
      throw new DefinitionException(
          "events.schema: %s is no Avro schema: %s"
              .formatted(source.name(), malformed.getMessage()));
    }
  }
}
