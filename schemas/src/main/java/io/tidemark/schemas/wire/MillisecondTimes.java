package io.tidemark.schemas.wire;

import io.tidemark.schemas.EpochMicros;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes.TimestampMicros;
import org.apache.avro.LogicalTypes.TimestampMillis;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Times that a writer keeps in milliseconds where this project has microseconds. To Avro both are a
 * long, and it resolves one to the other without a word, a thousand times too early.
 *
 * @param positions fields of the current record
 */
record MillisecondTimes(List<Integer> positions) {

  /** The fields of a record, not of what it contains, that differ so. */
  static MillisecondTimes between(Schema writer, Schema current) {
    List<Integer> positions = new ArrayList<>();
    if (writer.getType() == Schema.Type.RECORD) {
      for (Schema.Field field : current.getFields()) {
        Schema.Field written = writer.getField(field.name());
        if (written != null
            && logical(field.schema()) instanceof TimestampMicros
            && logical(written.schema()) instanceof TimestampMillis) {
          positions.add(field.pos());
        }
      }
    }
    return new MillisecondTimes(positions);
  }

  /** Also behind a null. */
  private static @Nullable LogicalType logical(Schema schema) {
    if (!schema.isUnion()) {
      return schema.getLogicalType();
    }
    return schema.getTypes().stream()
        .filter(branch -> branch.getType() == Schema.Type.LONG)
        .findFirst()
        .map(Schema::getLogicalType)
        .orElse(null);
  }

  /**
   * Puts the times right in a record as it was read.
   *
   * @throws ArithmeticException if a time is one that microseconds cannot hold
   */
  void correct(SpecificRecord read) {
    for (int position : positions) {
      if (read.get(position) instanceof Instant early) {
        long millis = EpochMicros.of(early);
        read.put(position, EpochMicros.at(Math.multiplyExact(millis, 1000L)));
      }
    }
  }
}
