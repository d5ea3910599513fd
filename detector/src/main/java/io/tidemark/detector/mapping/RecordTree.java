package io.tidemark.detector.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.detector.definition.EventEncoding;
import io.tidemark.detector.definition.EventFormat;
import io.tidemark.schemas.registry.RegistryClient;
import io.tidemark.schemas.wire.AvroPayload;
import io.tidemark.schemas.wire.WireException;
import java.util.Objects;

/**
 * Reads whole records as trees of JSON, for what must look at all of a record rather than at the
 * paths of a definition. A time that the schema knows as one is a {@link
 * com.fasterxml.jackson.databind.node.POJONode} with an {@link java.time.Instant}; bytes are left
 * out, unless the schema says that they are a decimal. For one thread.
 */
public interface RecordTree {

  /**
   * Reads a record.
   *
   * @throws WireException when it is not of the format
   * @throws io.tidemark.schemas.registry.RegistryException when a schema registry is away
   */
  JsonNode read(byte[] value) throws WireException;

  /**
   * A reader of a format.
   *
   * @param encoding with the format's columns or schema
   * @throws io.tidemark.detector.definition.DefinitionException when there is no registry, and the
   *     format needs one
   */
  static RecordTree of(EventEncoding encoding, JobFormats formats) {
    EventFormat format = Objects.requireNonNull(encoding.format());
    return switch (format) {
      case JSON -> JsonRecordReader::tree;
      case CSV -> record -> JsonRecordReader.tree(record, Objects.requireNonNull(encoding.csv()));
      case TEXT -> TextRecordReader::tree;
      case AVRO ->
          new AvroTree(
              AvroPayload.of(RecordReaders.parsed(Objects.requireNonNull(encoding.schema()))));
      case AVRO_CONFLUENT -> new AvroTree(AvroPayload.confluent(formats.registryFor(format)));
      case PROTOBUF ->
          ProtobufTree.of(
              ProtobufTypes.message(Objects.requireNonNull(encoding.schema()), encoding.message()));
      case PROTOBUF_CONFLUENT ->
          ProtobufTree.confluent(new RegistryClient(formats.registryFor(format)));
    };
  }
}
