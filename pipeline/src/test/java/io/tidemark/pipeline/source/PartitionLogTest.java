package io.tidemark.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.apache.flink.util.clock.ManualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times are milliseconds after {@link #START}. */
class PartitionLogTest {
  private static final long START = Instant.parse("2026-01-31T08:00:00Z").toEpochMilli();
  private static final long IDLENESS = Duration.ofSeconds(10).toMillis();
  private static final long YEAR = Duration.ofDays(365).toMillis();

  private long wall = START;
  private final ManualClock activity = new ManualClock();
  private final PartitionLog log = new PartitionLog(IDLENESS, () -> wall);

  @Test
  void isTheNewestTimestampAndNeverGoesBack() {
    wall += 60_000;
    assertThat(next(5_000)).isEqualTo(5_000);
    assertThat(next(4_000)).isEqualTo(5_000);
    assertThat(next(5_001)).isEqualTo(5_001);
  }

  @Test
  void neverGoesBackWhateverTheTimestampsAndTheSilences() {
    Random random = new Random(7);
    long latest = Long.MIN_VALUE;
    for (int i = 0; i < 20_000; i++) {
      pass(random.nextInt(100) == 0 ? random.nextInt(60_000) : random.nextInt(50));
      long stamp =
          switch (random.nextInt(20)) {
            case 0 -> random.nextLong();
            case 1 -> -1;
            case 2 -> wall + random.nextInt(1_000_000);
            default -> wall - random.nextInt(30_000);
          };
      long now = log.now();
      long time = log.next(stamp);
      if (i == 0) {
        log.activity(activity);
      }
      assertThat(now).isGreaterThanOrEqualTo(latest);
      assertThat(time).isBetween(Math.max(now, latest), wall);
      latest = time;
    }
  }

  @Test
  void aRecordAYearAheadMovesNothingInABacklog() {
    wall = START + 2 * YEAR;
    next(1_000);
    assertThat(next(YEAR)).isEqualTo(1_000);
    assertThat(next(2_000)).isEqualTo(2_000);
    assertThat(next(YEAR)).isEqualTo(2_000);
  }

  @Test
  void aRecordAYearAheadMovesNothingWhileReadingLive() {
    next(0);
    pass(1_000);
    assertThat(next(YEAR)).isEqualTo(1_000);
    pass(1_000);
    assertThat(next(2_000)).isEqualTo(2_000);
  }

  @Test
  void eightRecordsInARowConfirmALeap() {
    wall = START + 2 * YEAR;
    next(0);
    for (int i = 1; i < 8; i++) {
      assertThat(next(YEAR + i)).isZero();
    }
    assertThat(next(YEAR + 8)).isEqualTo(YEAR + 8);
    assertThat(next(YEAR + 9)).isEqualTo(YEAR + 9);
  }

  @Test
  void aRecordInBetweenDoesNotConfirmIt() {
    wall = START + 2 * YEAR;
    next(0);
    for (int i = 1; i < 8; i++) {
      next(YEAR + i);
    }
    assertThat(next(1)).isEqualTo(1);
    for (int i = 1; i < 8; i++) {
      assertThat(next(YEAR + i)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1, Long.MIN_VALUE, Long.MAX_VALUE})
  void aTimestampThatNoLogCanHaveCountsAsNow(long stamp) {
    assertThat(log.next(stamp)).isEqualTo(wall);
    log.activity(activity);
    pass(3_000);
    assertThat(log.next(stamp)).isEqualTo(wall);
  }

  @Test
  void aSilentPartitionGoesOnAtThePaceOfTheClock() {
    next(0);
    pass(IDLENESS);
    assertThat(now()).isZero();
    pass(1);
    assertThat(now()).isEqualTo(1);
    pass(60_000);
    assertThat(now()).isEqualTo(60_001);
    assertThat(next(70_001)).isEqualTo(70_001);
    pass(IDLENESS);
    assertThat(now()).isEqualTo(70_001);
  }

  @Test
  void standsStillUnderBackPressure() {
    next(0);
    pass(IDLENESS);
    wall += 60_000; // and the clock of the reading stands still
    assertThat(now()).isZero();
    pass(1);
    assertThat(now()).isEqualTo(1);
  }

  @Test
  void recordsWithAnOldTimestampDoNotHoldItUp() {
    next(0);
    for (int second = 1; second <= 100; second++) {
      pass(1_000);
      next(0);
    }
    assertThat(now()).isEqualTo(100_000 - IDLENESS);
  }

  @Test
  void aLeapThatNothingConfirmsDoesNotStopTheClock() {
    wall = START + 2 * YEAR;
    next(0);
    for (int second = 1; second <= 100; second++) {
      pass(1_000);
      next(second % 4 == 0 ? 0 : YEAR);
    }
    assertThat(now()).isEqualTo(100_000 - IDLENESS);
  }

  /** Log time stands still for the idleness: the record after such a silence is no leap. */
  @Test
  void aLongSilenceIsNoLeapWhereIdlenessIsLong() {
    PartitionLog patient = new PartitionLog(Duration.ofHours(1).toMillis(), () -> wall);
    patient.next(START);
    patient.activity(activity);
    pass(Duration.ofMinutes(50).toMillis());
    assertThat(patient.next(wall)).isEqualTo(wall);
    pass(Duration.ofMinutes(90).toMillis());
    assertThat(patient.next(wall)).isEqualTo(wall);
  }

  private void pass(long millis) {
    wall += millis;
    activity.advanceTime(Duration.ofMillis(millis));
  }

  private long next(long millis) {
    long time = log.next(START + millis);
    log.activity(activity); // as the generator does after each record
    return time - START;
  }

  private long now() {
    return log.now() - START;
  }
}
