package io.tidemark.detector.mapping;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.squareup.wire.Syntax;
import com.squareup.wire.schema.Field;
import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.internal.parser.EnumElement;
import com.squareup.wire.schema.internal.parser.FieldElement;
import com.squareup.wire.schema.internal.parser.MessageElement;
import com.squareup.wire.schema.internal.parser.OneOfElement;
import com.squareup.wire.schema.internal.parser.ProtoFileElement;
import com.squareup.wire.schema.internal.parser.ProtoParser;
import com.squareup.wire.schema.internal.parser.TypeElement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes descriptors of a file in Protobuf's language. Types that a field names are left to the
 * building of the descriptors, which finds them among the file's own and the imported ones.
 */
final class ProtobufText {
  private static final Pattern MAP = Pattern.compile("map\\s*<\\s*(\\w+)\\s*,\\s*([\\w.]+)\\s*>");

  private static final Map<String, Type> SCALARS =
      Stream.of(Type.values())
          .filter(type -> type != Type.TYPE_GROUP)
          .filter(type -> type != Type.TYPE_MESSAGE && type != Type.TYPE_ENUM)
          .collect(
              Collectors.toMap(
                  type -> type.name().substring("TYPE_".length()).toLowerCase(Locale.ROOT),
                  type -> type));

  private final boolean proto3;

  private ProtobufText(boolean proto3) {
    this.proto3 = proto3;
  }

  /**
   * Parses a file.
   *
   * @param name by which others import it
   * @throws IllegalStateException when it is not in Protobuf's language
   */
  static ProtoFileElement parse(String name, String text) {
    return ProtoParser.Companion.parse(Location.get(name), text);
  }

  /** How many types, fields and symbols of enums a file declares. */
  static long symbols(ProtoFileElement file) {
    return symbols(file.getTypes());
  }

  private static long symbols(List<TypeElement> types) {
    long sum = types.size();
    for (TypeElement type : types) {
      if (type instanceof MessageElement message) {
        sum += message.getFields().size();
        for (OneOfElement choice : message.getOneOfs()) {
          sum += 1 + choice.getFields().size();
        }
      } else if (type instanceof EnumElement symbols) {
        sum += symbols.getConstants().size();
      }
      sum += symbols(type.getNestedTypes());
    }
    return sum;
  }

  /**
   * The descriptor of a file.
   *
   * @param name by which others import it
   */
  static FileDescriptorProto descriptor(String name, ProtoFileElement file) {
    boolean proto3 = file.getSyntax() == Syntax.PROTO_3;
    ProtobufText parser = new ProtobufText(proto3);
    FileDescriptorProto.Builder built =
        FileDescriptorProto.newBuilder().setName(name).setSyntax(proto3 ? "proto3" : "proto2");
    if (file.getPackageName() != null) {
      built.setPackage(file.getPackageName());
    }
    file.getImports().forEach(built::addDependency);
    for (String shared : file.getPublicImports()) {
      built.addPublicDependency(built.getDependencyCount());
      built.addDependency(shared);
    }
    for (TypeElement type : file.getTypes()) {
      if (type instanceof MessageElement message) {
        built.addMessageType(parser.message(message));
      } else if (type instanceof EnumElement symbols) {
        built.addEnumType(symbols(symbols));
      }
    }
    return built.build();
  }

  private DescriptorProto message(MessageElement message) {
    DescriptorProto.Builder built = DescriptorProto.newBuilder().setName(message.getName());
    for (TypeElement type : message.getNestedTypes()) {
      if (type instanceof MessageElement nested) {
        built.addNestedType(message(nested));
      } else if (type instanceof EnumElement symbols) {
        built.addEnumType(symbols(symbols));
      }
    }
    for (OneOfElement choice : message.getOneOfs()) {
      int index = built.getOneofDeclCount();
      built.addOneofDecl(OneofDescriptorProto.newBuilder().setName(choice.getName()));
      choice.getFields().forEach(field -> built.addField(field(field).setOneofIndex(index)));
    }
    for (FieldElement field : message.getFields()) {
      Matcher map = MAP.matcher(field.getType());
      if (map.matches()) {
        built.addNestedType(entry(field.getName(), map.group(1), map.group(2)));
        built.addField(
            typed(field.getName(), field.getTag(), entryName(field.getName()))
                .setLabel(Label.LABEL_REPEATED));
      } else {
        built.addField(field(field));
      }
    }
    presence(message, built);
    return built.build();
  }

  /** A field that says optional in proto3 is the only one of a choice that nobody sees. */
  private void presence(MessageElement message, DescriptorProto.Builder built) {
    for (FieldElement field : message.getFields()) {
      if (proto3 && field.getLabel() == Field.Label.OPTIONAL) {
        int index = built.getOneofDeclCount();
        built.addOneofDecl(OneofDescriptorProto.newBuilder().setName("_" + field.getName()));
        built.getFieldBuilderList().stream()
            .filter(added -> added.getName().equals(field.getName()))
            .forEach(added -> added.setProto3Optional(true).setOneofIndex(index));
      }
    }
  }

  private FieldDescriptorProto.Builder field(FieldElement field) {
    FieldDescriptorProto.Builder built = typed(field.getName(), field.getTag(), field.getType());
    if (field.getJsonName() != null) {
      built.setJsonName(field.getJsonName());
    }
    Field.Label label = field.getLabel();
    return built.setLabel(
        label == Field.Label.REPEATED
            ? Label.LABEL_REPEATED
            : label == Field.Label.REQUIRED && !proto3
                ? Label.LABEL_REQUIRED
                : Label.LABEL_OPTIONAL);
  }

  private static FieldDescriptorProto.Builder typed(String name, int number, String type) {
    FieldDescriptorProto.Builder built =
        FieldDescriptorProto.newBuilder()
            .setName(name)
            .setNumber(number)
            .setLabel(Label.LABEL_OPTIONAL);
    Type scalar = SCALARS.get(type);
    return scalar == null ? built.setTypeName(type) : built.setType(scalar);
  }

  private static DescriptorProto entry(String field, String key, String value) {
    return DescriptorProto.newBuilder()
        .setName(entryName(field))
        .setOptions(MessageOptions.newBuilder().setMapEntry(true))
        .addField(typed("key", 1, key))
        .addField(typed("value", 2, value))
        .build();
  }

  private static String entryName(String field) {
    return Stream.of(field.split("_"))
            .filter(part -> !part.isEmpty())
            .map(part -> part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1))
            .collect(Collectors.joining())
        + "Entry";
  }

  private static EnumDescriptorProto symbols(EnumElement symbols) {
    EnumDescriptorProto.Builder built = EnumDescriptorProto.newBuilder().setName(symbols.getName());
    symbols
        .getConstants()
        .forEach(
            symbol ->
                built.addValue(
                    EnumValueDescriptorProto.newBuilder()
                        .setName(symbol.getName())
                        .setNumber(symbol.getTag())));
    return built.build();
  }
}
