package io.tidemark.schemas.wire;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How times are written where the format of the records does not say so: in JSON, and in Avro for a
 * {@code long} without logical type.
 */
public enum TimeFormat {
  /** ISO-8601 text with a time zone. A number is refused, since nothing says what it counts. */
  ISO8601(null),
  /** Seconds since 1970, also with a fraction. */
  UNIX(EpochUnit.SECONDS),
  /** Milliseconds since 1970. */
  UNIX_MS(EpochUnit.MILLISECONDS),
  /** Microseconds since 1970. */
  UNIX_US(EpochUnit.MICROSECONDS),
  /** Nanoseconds since 1970. */
  UNIX_NS(EpochUnit.NANOSECONDS);

  /** For messages: how a definition gives a number its unit. */
  static final String NUMBERS = "events.time.format: unix, unix_ms, unix_us or unix_ns";

  private final @Nullable EpochUnit unit;

  TimeFormat(@Nullable EpochUnit unit) {
    this.unit = unit;
  }

  /** What a number counts; null where numbers are refused. */
  public @Nullable EpochUnit unit() {
    return unit;
  }

  /** The name in definitions. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
