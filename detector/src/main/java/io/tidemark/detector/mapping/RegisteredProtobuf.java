package io.tidemark.detector.mapping;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import io.tidemark.schemas.registry.ProtobufSource;
import io.tidemark.schemas.registry.RegistryClient;
import io.tidemark.schemas.registry.SchemaCache;
import io.tidemark.schemas.registry.UnknownSchemaException;
import java.util.List;

/**
 * The Protobuf schemas of a registry. Producers choose the ids, so each schema is asked for and
 * parsed once, whatever comes of it; {@link SchemaCache} says for how long. For one thread.
 */
final class RegisteredProtobuf {
  private final RegistryClient registry;
  private final SchemaCache<List<Descriptor>> schemas = new SchemaCache<>();

  RegisteredProtobuf(RegistryClient registry) {
    this.registry = registry;
  }

  /**
   * The messages that a schema declares, without those within others; waits for a registry that is
   * away.
   *
   * @throws UnknownSchemaException when the registry has none of this id, or none that can be used
   * @throws io.tidemark.schemas.registry.RegistryException when the registry gives no answer,
   *     whatever it is asked
   */
  List<Descriptor> messages(int id) throws UnknownSchemaException {
    List<Descriptor> known = schemas.find(id);
    if (known != null) {
      return known;
    }
    try {
      ProtobufSource source = registry.protobuf(id);
      List<Descriptor> messages = parsed(id, source);
      schemas.keep(id, messages, source.length());
      return messages;
    } catch (UnknownSchemaException unusable) {
      schemas.refuse(id, String.valueOf(unusable.getMessage()));
      throw unusable;
    }
  }

  private static List<Descriptor> parsed(int id, ProtobufSource source)
      throws UnknownSchemaException {
    try {
      return ProtobufTypes.messages(source);
    } catch (RuntimeException | DescriptorValidationException malformed) {
      throw new UnknownSchemaException(
          "schema id " + id + " is no valid Protobuf schema: " + malformed.getMessage());
    } catch (StackOverflowError nested) {
      throw new UnknownSchemaException(
          "schema id " + id + " is no valid Protobuf schema: nested too deep");
    }
  }
}
