package io.tidemark.schemas.wire;

import io.tidemark.schemas.EpochMicros;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes.TimestampMicros;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Times that a writer keeps in a unit other than this project's microseconds. To Avro all of them
 * are a long, and it resolves one to the other silently, a thousand times too early or too late.
 *
 * @param fields fields of the current record, not of what it contains
 * @param nullable names of the times that the writer may leave null, though the current record may
 *     not
 */
record WriterTimes(List<Field> fields, List<String> nullable) {
  private static final String ACCEPTED =
      "timestamp-millis, timestamp-micros, timestamp-nanos, their local- forms, or a long with "
          + TimeFormat.NUMBERS;

  /**
   * A time in another unit.
   *
   * @param position in the current record
   */
  record Field(int position, EpochUnit unit) {}

  /**
   * The fields that differ.
   *
   * @param numbers what a long counts that has no logical type
   * @throws WireException when a writer's field is no time, or its unit is not known
   */
  static WriterTimes between(Schema writer, Schema current, TimeFormat numbers)
      throws WireException {
    List<Field> fields = new ArrayList<>();
    List<String> nullable = new ArrayList<>();
    if (writer.getType() == Schema.Type.RECORD) {
      for (Schema.Field field : current.getFields()) {
        Schema.Field written = writer.getField(field.name());
        if (written != null && isTime(field.schema())) {
          Schema type = branch(written.schema());
          EpochUnit unit = unit(type, numbers);
          if (unit == null) {
            throw new WireException(
                "field '%s': the writer's %s is not accepted; it must be %s"
                    .formatted(field.name(), describe(type), ACCEPTED));
          }
          if (unit != EpochUnit.MICROSECONDS) {
            fields.add(new Field(field.pos(), unit));
          }
          if (written.schema().isNullable() && !field.schema().isNullable()) {
            nullable.add(field.name());
          }
        }
      }
    }
    return new WriterTimes(List.copyOf(fields), List.copyOf(nullable));
  }

  /** Whether a field of a current record is a time. */
  static boolean isTime(Schema current) {
    return branch(current).getLogicalType() instanceof TimestampMicros;
  }

  /** A type that may be behind a null. */
  private static Schema branch(Schema schema) {
    if (!schema.isUnion()) {
      return schema;
    }
    return schema.getTypes().stream()
        .filter(type -> type.getType() == Schema.Type.LONG || type.getType() == Schema.Type.INT)
        .findFirst()
        .orElse(schema);
  }

  private static @Nullable EpochUnit unit(Schema type, TimeFormat numbers) {
    boolean number = type.getType() == Schema.Type.LONG || type.getType() == Schema.Type.INT;
    return number && type.getProp(LogicalType.LOGICAL_TYPE_PROP) == null
        ? numbers.unit()
        : EpochUnit.of(type.getLogicalType());
  }

  private static String describe(Schema type) {
    String logical = type.getProp(LogicalType.LOGICAL_TYPE_PROP);
    return type.getType().getName()
        + (logical == null ? " without a logical type" : " of logical type " + logical);
  }

  /**
   * Puts the times right in a record as it was read.
   *
   * @throws ArithmeticException if a time is one that microseconds cannot hold
   */
  void correct(SpecificRecord read) {
    for (Field field : fields) {
      if (read.get(field.position()) instanceof Instant asMicros) {
        read.put(field.position(), field.unit().at(EpochMicros.of(asMicros)));
      }
    }
  }
}
