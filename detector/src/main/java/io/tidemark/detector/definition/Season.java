package io.tidemark.detector.definition;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * What the hours of the day and the days of the week mean to the keys of a detector.
 *
 * @param learned whether what they explain of a key's readings is learned and taken off
 * @param zone whose clock the keys go by
 * @param holidays which days count as Sundays
 */
public record Season(boolean learned, ZoneId zone, Holidays holidays) {
  /** Learned by UTC, without holidays. */
  public static final Season AUTO = new Season(true, ZoneOffset.UTC, Holidays.NONE);

  /** Of a longer tick, the hour says nothing. */
  public static final Duration LONGEST_TICK = Duration.ofHours(1);

  public static final Season OFF = new Season(false, ZoneOffset.UTC, Holidays.NONE);
}
