package io.tidemark.pipeline.source;

import io.tidemark.detector.tick.EventTimes;
import java.time.Duration;
import org.apache.flink.util.clock.RelativeClock;
import org.jspecify.annotations.Nullable;

/**
 * How far the log of one partition has been read, in log time: the newest timestamp of its records.
 * It never goes back. Timestamps may be the producers', so they are held against nonsense: one that
 * no log can have counts as now, and a leap ahead counts once several records in a row confirm it.
 * While nothing moves it, log time goes on at the pace of the clock, some way behind.
 */
final class PartitionLog {
  private static final long NONE = Long.MIN_VALUE;
  private static final long EARLIEST = EventTimes.EARLIEST.toEpochMilli();

  /** A step by this much more than a silence can explain must be confirmed. */
  private static final long LEAP = Duration.ofMinutes(1).toMillis();

  /** Records in a row that confirm a leap, and records that confirm where log time began. */
  private static final int CONFIRMED = 8;

  /** A beginning that is further behind the clock than this must be confirmed. */
  private static final long OLD = Duration.ofHours(1).toMillis();

  private final long idlenessMillis;
  private final WallClock clock;
  private @Nullable RelativeClock activity;
  private long time = NONE;
  private long movedAt;
  private int leaps;

  /** Records that did not speak for another time than the one that was reached. */
  private int agreeing;

  /** Timestamp of the record before, and the largest step of those that speak for a leap. */
  private long before = NONE;

  private long step;

  /** Steps up to here need not be confirmed: where records are rare, it learns how rare. */
  private long usual;

  /**
   * @param idlenessMillis how long log time stands still, before it goes on by the clock
   */
  PartitionLog(long idlenessMillis, WallClock clock) {
    this.idlenessMillis = idlenessMillis;
    this.clock = clock;
    usual = idlenessMillis + LEAP;
  }

  /**
   * Gives it the clock of the partition's reading, which stands still under back-pressure: that is
   * not the partition's silence.
   */
  void activity(RelativeClock now) {
    if (activity == null) {
      activity = now;
      movedAt = now.relativeTimeMillis();
    }
  }

  /** Log time of the next record. */
  long next(long recordMillis) {
    long now = clock.millis();
    long stamp = recordMillis < EARLIEST || recordMillis > now ? now : recordMillis;
    long reached = now();
    boolean leap = time != NONE && stamp - reached > usual;
    step = leap && leaps > 0 ? Math.max(step, stamp - before) : 0;
    leaps = leap ? leaps + 1 : 0;
    before = stamp;
    if (!leap) {
      agreeing = Math.min(agreeing + 1, CONFIRMED);
    }
    if (leaps >= CONFIRMED) {
      agreeing = CONFIRMED;
      usual = Math.max(usual, 2 * step);
      leaps = 0;
      move(stamp, reached);
    } else if (!leap) {
      move(stamp, reached);
    } else {
      move(reached, reached);
    }
    return time;
  }

  /**
   * Moves on to where the record is. A record that is no newer than what the clock has reached does
   * not stop the clock: else records with an old timestamp would hold up log time.
   */
  private void move(long stamp, long reached) {
    if (stamp > reached) {
      time = stamp;
      movedAt = activity == null ? 0 : activity.relativeTimeMillis();
    } else {
      movedAt += reached - time;
      time = reached;
    }
  }

  /**
   * Whether others need not wait for it: log time began with an old timestamp that few records have
   * confirmed, and the partition has been silent for the idleness since. A partition that is read
   * from an old beginning has more records at once.
   */
  boolean isDoubtful() {
    return agreeing < CONFIRMED
        && activity != null
        && activity.relativeTimeMillis() - movedAt >= idlenessMillis
        && now() < clock.millis() - idlenessMillis - OLD;
  }

  /** Log time by now; the least long before the first record. */
  long now() {
    if (time == NONE || activity == null) {
      return time;
    }
    long still = activity.relativeTimeMillis() - movedAt;
    return time + Math.max(0, still - idlenessMillis);
  }
}
