package io.tidemark.detector.mapping;

import com.google.protobuf.AnyProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;
import com.squareup.wire.schema.internal.parser.ProtoFileElement;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.SchemaSource;
import io.tidemark.schemas.registry.ProtobufSource;
import io.tidemark.schemas.registry.SchemaLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages of a set of Protobuf descriptors. */
final class ProtobufTypes {
  /** Files that come with Protobuf, so that nobody has to give them. */
  private static final List<FileDescriptor> WELL_KNOWN =
      List.of(
          AnyProto.getDescriptor(),
          DurationProto.getDescriptor(),
          EmptyProto.getDescriptor(),
          FieldMaskProto.getDescriptor(),
          StructProto.getDescriptor(),
          TimestampProto.getDescriptor(),
          WrappersProto.getDescriptor());

  /** Name of a registered file, which is not known. */
  private static final String REGISTERED = "registered.proto";

  private final Map<String, FileDescriptorProto> sources = new HashMap<>();
  private final Map<String, FileDescriptor> files = new HashMap<>();

  private ProtobufTypes() {
    WELL_KNOWN.forEach(file -> files.put(file.getName(), file));
  }

  /**
   * The message that a definition reads.
   *
   * @param descriptors what {@code protoc --include_imports --descriptor_set_out} writes
   * @param message its full name; null: the only one that no other uses
   * @throws DefinitionException when there is none
   */
  static Descriptor message(SchemaSource descriptors, @Nullable String message) {
    String field = "events.descriptor";
    try {
      FileDescriptorSet set = FileDescriptorSet.parseFrom(descriptors.bytes());
      if (set.getFileCount() == 0) {
        throw DefinitionException.of(
            field, descriptors.name(), "a set of descriptors, and it has no file");
      }
      return message(set, message);
    } catch (InvalidProtocolBufferException malformed) {
      throw DefinitionException.of(
          field,
          descriptors.name(),
          "what 'protoc --include_imports --descriptor_set_out=FILE' writes: "
              + malformed.getMessage());
    } catch (DescriptorValidationException wrong) {
      throw DefinitionException.of(
          field, descriptors.name(), "a valid set of descriptors: " + wrong.getMessage());
    }
  }

  private static Descriptor message(FileDescriptorSet set, @Nullable String name)
      throws DescriptorValidationException {
    ProtobufTypes types = new ProtobufTypes();
    set.getFileList().forEach(file -> types.sources.put(file.getName(), file));
    List<Descriptor> all = new ArrayList<>();
    for (FileDescriptorProto file : set.getFileList()) {
      all.addAll(types.file(file.getName(), 0).getMessageTypes());
    }
    if (name == null) {
      List<Descriptor> own =
          types.file(set.getFile(set.getFileCount() - 1).getName(), 0).getMessageTypes();
      if (own.size() == 1) {
        return own.get(0);
      }
      throw new DefinitionException("events.message: is missing; it must be one of " + names(own));
    }
    for (FileDescriptorProto file : set.getFileList()) {
      FileDescriptor built = types.file(file.getName(), 0);
      String prefix = built.getPackage().isEmpty() ? "" : built.getPackage() + ".";
      Descriptor found =
          name.startsWith(prefix) ? find(built, name.substring(prefix.length())) : null;
      if (found != null) {
        return found;
      }
    }
    throw DefinitionException.of("events.message", name, "one of " + names(all));
  }

  /**
   * The messages that a registered schema declares, without those within others.
   *
   * @throws DescriptorValidationException when the schema is not valid
   * @throws RuntimeException when it is not in Protobuf's language or is too large
   */
  static List<Descriptor> messages(ProtobufSource source) throws DescriptorValidationException {
    Map<String, ProtoFileElement> parsed = new HashMap<>();
    parsed.put(REGISTERED, ProtobufText.parse(REGISTERED, source.text()));
    source.imports().forEach((name, text) -> parsed.put(name, ProtobufText.parse(name, text)));
    if (parsed.values().stream().mapToLong(ProtobufText::symbols).sum()
        > SchemaLimits.MOST_SYMBOLS) {
      throw new IllegalArgumentException(
          "it has more than "
              + SchemaLimits.MOST_SYMBOLS
              + " types, fields and symbols in all, with those that it imports");
    }
    ProtobufTypes types = new ProtobufTypes();
    parsed.forEach((name, file) -> types.sources.put(name, ProtobufText.descriptor(name, file)));
    return types.file(REGISTERED, 0).getMessageTypes();
  }

  /**
   * One of the messages of a schema; null where there is none.
   *
   * @param indexes numbers of the messages on the way to it
   */
  static @Nullable Descriptor find(List<Descriptor> messages, List<Integer> indexes) {
    List<Descriptor> among = messages;
    Descriptor found = null;
    for (int index : indexes) {
      if (index < 0 || index >= among.size()) {
        return null;
      }
      found = among.get(index);
      among = declared(found);
    }
    return found;
  }

  /** Those that the source declares; the entries of maps come with their fields. */
  private static List<Descriptor> declared(Descriptor message) {
    return message.getNestedTypes().stream()
        .filter(nested -> !nested.getOptions().getMapEntry())
        .toList();
  }

  private static @Nullable Descriptor find(FileDescriptor file, String path) {
    String[] steps = path.split("\\.", -1);
    Descriptor found = file.findMessageTypeByName(steps[0]);
    for (int i = 1; i < steps.length && found != null; i++) {
      found = found.findNestedTypeByName(steps[i]);
    }
    return found;
  }

  private static List<String> names(List<Descriptor> messages) {
    return messages.stream()
        .map(Descriptor::getFullName)
        .filter(name -> !name.startsWith("google.protobuf."))
        .toList();
  }

  private FileDescriptor file(String name, int depth) throws DescriptorValidationException {
    FileDescriptor known = files.get(name);
    if (known != null) {
      return known;
    }
    FileDescriptorProto source = sources.get(name);
    if (source == null || depth > sources.size()) {
      throw new DefinitionException(
          "events.descriptor: has no file "
              + name
              + ", which is imported; write it with 'protoc --include_imports'");
    }
    List<FileDescriptor> imports = new ArrayList<>();
    for (String dependency : source.getDependencyList()) {
      imports.add(file(dependency, depth + 1));
    }
    FileDescriptor built = FileDescriptor.buildFrom(source, imports.toArray(new FileDescriptor[0]));
    files.put(name, built);
    return built;
  }
}
