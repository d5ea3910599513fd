package io.tidemark.detector.mapping;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is read of a Protobuf message: a {@link PathNode} with the fields by their numbers. */
final class ProtobufNode {
  private final PathNode path;
  private final Map<Integer, Field> fields = new HashMap<>();

  /** Fields whose default value is not sent. */
  private final List<Field> defaults = new ArrayList<>();

  private int lists;

  /**
   * A field that is read.
   *
   * @param path where its value goes
   * @param list number of the list among those of the message; -1 where it is none
   * @param messages what is read of its messages, by their places; empty where they are none
   */
  record Field(
      FieldDescriptor descriptor, PathNode path, int list, Map<PathNode, ProtobufNode> messages) {}

  ProtobufNode(Descriptor type, PathNode path) {
    this.path = path;
    for (Map.Entry<String, PathNode> read : path.fields().entrySet()) {
      FieldDescriptor descriptor = find(type, read.getKey());
      if (descriptor != null) {
        add(descriptor, read.getValue());
      }
    }
  }

  /** The field of this name in the schema, or of its name in JSON. */
  static @Nullable FieldDescriptor find(Descriptor type, String name) {
    FieldDescriptor field = type.findFieldByName(name);
    if (field != null) {
      return field;
    }
    for (FieldDescriptor other : type.getFields()) {
      if (other.getJsonName().equals(name)) {
        return other;
      }
    }
    return null;
  }

  private void add(FieldDescriptor descriptor, PathNode node) {
    boolean list = descriptor.isRepeated() && !descriptor.isMapField();
    Map<PathNode, ProtobufNode> messages = new HashMap<>();
    FieldDescriptor value =
        descriptor.isMapField() ? descriptor.getMessageType().findFieldByNumber(2) : descriptor;
    if (value.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      List<PathNode> places =
          list
              ? node.elements()
              : descriptor.isMapField() ? List.copyOf(node.fields().values()) : List.of(node);
      for (PathNode place : places) {
        messages.put(place, new ProtobufNode(value.getMessageType(), place));
      }
    }
    Field field = new Field(descriptor, node, list ? lists++ : -1, messages);
    fields.put(descriptor.getNumber(), field);
    if (!descriptor.isRepeated() && !descriptor.hasPresence()) {
      defaults.add(field);
    }
  }

  PathNode path() {
    return path;
  }

  /** The field of this number; null where it is not read. */
  @Nullable Field field(int number) {
    return fields.get(number);
  }

  List<Field> defaults() {
    return defaults;
  }

  /** How many of the fields are lists. */
  int lists() {
    return lists;
  }
}
