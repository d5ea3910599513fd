package io.tidemark.detector.mapping;

import java.util.Collection;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** What an Avro schema says of a place in records. */
record AvroShape(Schema schema) implements RecordShape {

  static RecordShape of(Schema schema) {
    if (schema.getType() == Schema.Type.UNION) {
      return new AnyOf(schema.getTypes().stream().map(AvroShape::of).toList());
    }
    return new AvroShape(schema);
  }

  @Override
  public @Nullable RecordShape field(String name) {
    return switch (schema.getType()) {
      case RECORD -> {
        Schema.Field field = schema.getField(name);
        yield field == null ? null : of(field.schema());
      }
      case MAP -> of(schema.getValueType());
      default -> null;
    };
  }

  @Override
  public Collection<String> fields() {
    return schema.getType() == Schema.Type.RECORD
        ? schema.getFields().stream().map(Schema.Field::name).toList()
        : List.of();
  }

  @Override
  public @Nullable RecordShape element() {
    return schema.getType() == Schema.Type.ARRAY ? of(schema.getElementType()) : null;
  }
}
