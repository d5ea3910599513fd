package io.tidemark.detector.mapping;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Protobuf descriptors say of a place in records. */
final class ProtobufShape {
  private ProtobufShape() {}

  static RecordShape of(Descriptor message) {
    return new Message(message);
  }

  private static RecordShape of(FieldDescriptor field) {
    if (field.isMapField()) {
      return new Entries(value(field.getMessageType().findFieldByNumber(2)));
    }
    return field.isRepeated() ? new Elements(value(field)) : value(field);
  }

  private static RecordShape value(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        ? new Message(field.getMessageType())
        : new Scalar();
  }

  private record Message(Descriptor type) implements RecordShape {
    @Override
    public @Nullable RecordShape field(String name) {
      FieldDescriptor field = ProtobufNode.find(type, name);
      return field == null ? null : of(field);
    }

    @Override
    public Collection<String> fields() {
      return type.getFields().stream().map(FieldDescriptor::getName).toList();
    }

    @Override
    public @Nullable RecordShape element() {
      return null;
    }
  }

  private record Entries(RecordShape value) implements RecordShape {
    @Override
    public RecordShape field(String name) {
      return value;
    }

    @Override
    public Collection<String> fields() {
      return List.of();
    }

    @Override
    public @Nullable RecordShape element() {
      return null;
    }
  }

  private record Elements(RecordShape value) implements RecordShape {
    @Override
    public @Nullable RecordShape field(String name) {
      return null;
    }

    @Override
    public Collection<String> fields() {
      return List.of();
    }

    @Override
    public RecordShape element() {
      return value;
    }
  }

  private record Scalar() implements RecordShape {
    @Override
    public @Nullable RecordShape field(String name) {
      return null;
    }

    @Override
    public Collection<String> fields() {
      return List.of();
    }

    @Override
    public @Nullable RecordShape element() {
      return null;
    }
  }
}
