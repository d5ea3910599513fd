package io.tidemark.schemas.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;

/**
 * What a writer may leave null where the current record has a value: a field, a value of a map, an
 * element of a list. A null in a map or list counts as absent, and a field takes its default. Avro
 * alone would refuse the whole record.
 *
 * @param reader schema to read with: the current one, with nulls where the writer may have them
 * @param fields of the current record that differ
 */
record NullableParts(Schema reader, List<Schema.Field> fields) {

  /** The parts that differ; times are left as they are, since a record without its time is none. */
  static NullableParts between(Schema writer, Schema current) {
    List<Schema.Field> fields = new ArrayList<>();
    List<Schema.Field> changed = new ArrayList<>();
    boolean record = writer.getType() == Schema.Type.RECORD;
    for (Schema.Field field : current.getFields()) {
      Schema.Field written = record ? writer.getField(field.name()) : null;
      Schema schema = field.schema();
      if (written != null && !schema.isUnion() && !WriterTimes.isTime(schema)) {
        schema = nullable(written.schema(), schema);
      }
      if (schema != field.schema()) {
        changed.add(field);
      }
      fields.add(new Schema.Field(field, schema));
    }
    return new NullableParts(
        changed.isEmpty() ? current : like(current, fields), List.copyOf(changed));
  }

  private static Schema like(Schema current, List<Schema.Field> fields) {
    return withProperties(
        current,
        Schema.createRecord(
            current.getName(), current.getDoc(), current.getNamespace(), false, fields));
  }

  /** The current type with nulls where the written one has them; the same where it has none. */
  private static Schema nullable(Schema written, Schema current) {
    if (written.isUnion() && written.isNullable()) {
      List<Schema> present =
          written.getTypes().stream().filter(type -> type.getType() != Schema.Type.NULL).toList();
      Schema inner = present.size() == 1 ? nullable(present.get(0), current) : current;
      return Schema.createUnion(inner, Schema.create(Schema.Type.NULL));
    }
    if (written.getType() != current.getType()) {
      return current;
    }
    return switch (current.getType()) {
      case MAP -> {
        Schema values = nullable(written.getValueType(), current.getValueType());
        yield values == current.getValueType()
            ? current
            : withProperties(current, Schema.createMap(values));
      }
      case ARRAY -> {
        Schema elements = nullable(written.getElementType(), current.getElementType());
        yield elements == current.getElementType()
            ? current
            : withProperties(current, Schema.createArray(elements));
      }
      default -> current;
    };
  }

  /** Such as the class of its texts. */
  private static Schema withProperties(Schema from, Schema to) {
    from.getObjectProps().forEach(to::addProp);
    return to;
  }

  /**
   * Takes the nulls out of a record as it was read.
   *
   * @throws WireException when a field is null that has no default
   */
  void remove(IndexedRecord read, SpecificData model) throws WireException {
    for (Schema.Field field : fields) {
      Object value = read.get(field.pos());
      if (value instanceof Map<?, ?> map) {
        map.values().removeIf(Objects::isNull);
      } else if (value instanceof List<?> list) {
        list.removeIf(Objects::isNull);
      } else if (value == null && field.hasDefaultValue()) {
        read.put(field.pos(), model.deepCopy(field.schema(), model.getDefaultValue(field)));
      } else if (value == null) {
        throw new WireException("field '" + field.name() + "' is null");
      }
    }
  }
}
