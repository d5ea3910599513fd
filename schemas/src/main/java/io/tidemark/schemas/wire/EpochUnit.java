package io.tidemark.schemas.wire;

import io.tidemark.schemas.EpochMicros;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Locale;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.jspecify.annotations.Nullable;

/** What a number that is a time counts, from 1970 on. Times are rounded down to microseconds. */
public enum EpochUnit {
  SECONDS(1_000_000, 1),
  MILLISECONDS(1000, 1),
  MICROSECONDS(1, 1),
  NANOSECONDS(1, 1000);

  private final long micros;
  private final long per;

  /** {@code micros} microseconds are {@code per} of the unit. */
  EpochUnit(long micros, long per) {
    this.micros = micros;
    this.per = per;
  }

  /**
   * The unit of an Avro type, or null when the type is no time. A local time is taken for UTC,
   * since its schema names no zone.
   */
  public static @Nullable EpochUnit of(@Nullable LogicalType type) {
    if (type instanceof LogicalTypes.TimestampMillis
        || type instanceof LogicalTypes.LocalTimestampMillis) {
      return MILLISECONDS;
    }
    if (type instanceof LogicalTypes.TimestampMicros
        || type instanceof LogicalTypes.LocalTimestampMicros) {
      return MICROSECONDS;
    }
    return type instanceof LogicalTypes.TimestampNanos
            || type instanceof LogicalTypes.LocalTimestampNanos
        ? NANOSECONDS
        : null;
  }

  /** In words. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The time of a number.
   *
   * @throws ArithmeticException if microseconds in a long cannot hold it
   */
  Instant at(long number) {
    return EpochMicros.at(micros(number));
  }

  /**
   * Microseconds since the epoch of a number.
   *
   * @throws ArithmeticException if a long cannot hold them
   */
  public long micros(long number) {
    return Math.floorDiv(Math.multiplyExact(number, micros), per);
  }

  /** As {@link #at(long)}, of a number with a fraction. */
  public Instant at(BigDecimal number) {
    BigDecimal exact = number.multiply(BigDecimal.valueOf(micros));
    return EpochMicros.at(
        exact.divide(BigDecimal.valueOf(per), 0, RoundingMode.FLOOR).longValueExact());
  }
}
