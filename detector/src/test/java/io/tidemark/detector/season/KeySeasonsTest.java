package io.tidemark.detector.season;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.RoundTrip;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ticks of ten minutes; the second feature stands still. The first day is a Monday. */
class KeySeasonsTest {
  private static final long TICK = Duration.ofMinutes(10).toMillis();
  private static final int DAY = 144;
  private static final long MONDAY = 4L * DAY; // 5 January 1970
  private static final double STILL = 7;

  private static final DoubleUnaryOperator BY_DAY =
      hour -> 3 * Math.sin(2 * Math.PI * (hour - 6) / 24);

  private final Random random = new Random(1);

  @Test
  void learnsWhatTheHoursAddOnceTwoDaysAreOver() {
    Key key = new Key("auto");
    LongToDoubleFunction series = tick -> 50 + BY_DAY.applyAsDouble(hour(tick)) + noise();

    key.live(MONDAY, 2 * DAY, series);
    assertThat(key.season.active()).isFalse();

    key.live(MONDAY + 2 * DAY, 12 * DAY, series);
    assertThat(key.at(MONDAY + 14 * DAY + DAY / 2)).isCloseTo(3, within(0.7));
    assertThat(key.at(MONDAY + 14 * DAY)).isCloseTo(-3, within(0.7));
    assertThat(key.season.active(1)).isFalse();
    assertThat(key.season.features[1]).isNull();
  }

  /** Else a season that comes, or that an hour's end changes, would look like an anomaly. */
  @Test
  void whatIsTakenOffNeverLeaps() {
    Key key = new Key("auto");
    double before = 0;
    for (long tick = MONDAY; tick < MONDAY + 20 * DAY; tick++) {
      double shape = tick < MONDAY + 8 * DAY ? BY_DAY.applyAsDouble(hour(tick)) : 0;
      key.add(tick, 50 + shape + noise(), true);
      assertThat(key.at(tick)).isCloseTo(before, within(0.35));
      before = key.at(tick);
    }
  }

  @Test
  void aSeasonThatIsNoMoreIsClosed() {
    Key key = new Key("auto");
    key.live(MONDAY, 10 * DAY, tick -> 50 + BY_DAY.applyAsDouble(hour(tick)) + noise());
    assertThat(key.season.active(0)).isTrue();

    key.live(MONDAY + 10 * DAY, 40 * DAY, tick -> 50 + noise());
    assertThat(key.season.active(0)).isFalse();
  }

  /** Noise, and a level that wanders for hours or days, which two days may show twice by chance. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.9, 0.99, 0.998})
  void aKeyWithoutASeasonHasNone(double memory) {
    int keys = 60;
    int opened = 0;
    for (int seed = 0; seed < keys; seed++) {
      Random own = new Random(seed);
      Key key = new Key("auto");
      double level = 0;
      boolean open = false;
      for (long tick = MONDAY; tick < MONDAY + 28 * DAY; tick++) {
        level = memory * level + Math.sqrt(1 - memory * memory) * own.nextGaussian();
        key.add(tick, 50 + level, true);
        open |= key.season.active();
      }
      opened += open ? 1 : 0;
    }
    assertThat(opened).isLessThanOrEqualTo(memory < 0.995 ? 0 : keys / 20);
  }

  @Test
  void theDayOfTheWeekCountsAfterAWeek() {
    Key key = new Key("auto");
    LongToDoubleFunction series =
        tick -> 50 + BY_DAY.applyAsDouble(hour(tick)) - (weekday(tick) == 6 ? 4 : 0) + noise();
    key.live(MONDAY, 7 * 7 * DAY, series);

    long noon = MONDAY + 49 * DAY + DAY / 2;
    assertThat(key.at(noon + 6 * DAY) - key.at(noon + 2 * DAY)).isBetween(-4.4, -2.5);
  }

  @Test
  void aHolidayIsASunday() {
    Key key = new Key("{holidays: {country: de, region: by, dates: [1970-02-25]}}");
    LongToDoubleFunction series =
        tick -> 50 + BY_DAY.applyAsDouble(hour(tick)) - (weekday(tick) == 6 ? 4 : 0) + noise();
    key.live(MONDAY, 7 * 7 * DAY, series);

    double wednesday = key.at(noon("1970-03-04T12:00", ZoneOffset.UTC));
    double sunday = key.at(noon("1970-03-08T12:00", ZoneOffset.UTC));
    assertThat(sunday).isLessThan(wednesday - 2);
    assertThat(key.at(noon("1970-02-25T12:00", ZoneOffset.UTC))).isEqualTo(sunday);
    assertThat(key.at(noon("1970-05-01T12:00", ZoneOffset.UTC))).isEqualTo(sunday);
    assertThat(key.at(noon("1970-06-03T12:00", ZoneOffset.UTC))).isEqualTo(wednesday);
  }

  /** Clocks in Berlin went forward on 6 April 1980. */
  @Test
  void hoursAreThoseOfTheZone() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    Key key = new Key("{zone: Europe/Berlin}");
    long start = noon("1980-03-10T00:00", berlin);
    key.live(start, 14 * DAY, tick -> 50 + BY_DAY.applyAsDouble(hour(tick) + 1) + noise());

    assertThat(key.at(noon("1980-03-28T12:00", berlin))).isCloseTo(3, within(0.7));
    assertThat(key.at(noon("1980-04-11T12:00", berlin))).isCloseTo(3, within(0.7));
    assertThat(noon("1980-04-11T12:00", berlin) - noon("1980-03-28T12:00", berlin))
        .isEqualTo(14 * DAY - 6);
  }

  @Test
  void aFaultIsNotLearnedWithinDays() {
    LongToDoubleFunction usual = tick -> 50 + BY_DAY.applyAsDouble(hour(tick)) + noise();
    LongToDoubleFunction faulty = tick -> usual.applyAsDouble(tick) + (hour(tick) < 6 ? 30 : 0);
    Key noticed = new Key("auto");
    noticed.live(MONDAY, 20 * DAY, usual);
    Key unnoticed = new Key("auto");
    unnoticed.live(MONDAY, 20 * DAY, usual);
    long night = MONDAY + 24 * DAY + DAY / 8;
    double before = noticed.at(night);

    for (long tick = MONDAY + 20 * DAY; tick < MONDAY + 23 * DAY; tick++) {
      noticed.add(tick, faulty.applyAsDouble(tick), false);
      unnoticed.add(tick, faulty.applyAsDouble(tick), true);
    }

    assertThat(noticed.at(night) - before).isBetween(0.0, 0.5);
    assertThat(unnoticed.at(night) - before).isBetween(0.0, 2.0);
  }

  @Test
  void aLevelThatDoesNotFollowStandsForTheHoursOfItsWarmUp() {
    LongToDoubleFunction series = tick -> 50 + BY_DAY.applyAsDouble(hour(tick)) + noise();
    Key key = new Key("auto, follow: false");
    key.level = 50 - 3;
    key.warmUp(MONDAY - 6, 12, series); // an hour before and after midnight
    key.live(MONDAY + 6, 14 * DAY, series);

    assertThat(key.at(MONDAY + 15 * DAY)).isCloseTo(0, within(0.4));
    assertThat(key.at(MONDAY + 15 * DAY + DAY / 2)).isCloseTo(6, within(1.3));
  }

  @Test
  void aLongWarmUpEndsWithASeason() {
    Key key = new Key("auto");
    key.warmUp(MONDAY, 5 * DAY, tick -> 50 + BY_DAY.applyAsDouble(hour(tick)) + noise());

    assertThat(key.at(MONDAY + 5 * DAY + DAY / 2)).isCloseTo(3, within(1.3));
  }

  @Test
  void aRestoreChangesNothing() {
    LongToDoubleFunction series =
        tick -> 50 + BY_DAY.applyAsDouble(hour(tick)) + Math.sin(tick * 0.7);
    Key whole = new Key("auto");
    Key restored = new Key("auto");
    for (long tick = MONDAY; tick < MONDAY + 10 * DAY; tick++) {
      whole.add(tick, series.applyAsDouble(tick), tick % 500 > 40);
      restored.add(tick, series.applyAsDouble(tick), tick % 500 > 40);
      if (tick % 37 == 0) {
        restored.season =
            RoundTrip.of(restored.season, KeySeason::write, in -> KeySeason.read(2, in));
      }
      assertThat(restored.at(tick)).isEqualTo(whole.at(tick));
    }
    assertThat(whole.season.active()).isTrue();
  }

  @Test
  void noValueMakesItWhatIsNoNumber() {
    Key key = new Key("auto");
    key.live(
        MONDAY,
        20 * DAY,
        tick ->
            tick % 400 == 7 ? 1e300 : tick % 400 == 9 ? -1e38 : BY_DAY.applyAsDouble(hour(tick)));

    for (long tick = MONDAY + 20 * DAY; tick < MONDAY + 21 * DAY; tick++) {
      assertThat(key.at(tick)).isFinite();
    }
  }

  @Test
  void keysOfLongTicksHaveNone() {
    String yaml = Definitions.PUMP.replace("tick: 1s", "tick: 61m");
    assertThat(KeySeasons.of(Definitions.parse(yaml))).isNull();
    assertThat(KeySeasons.of(Definitions.parse(yaml.replace("61m", "1h")))).isNotNull();
    String off = Definitions.PUMP.replace("warmup: 12", "warmup: 12, season: off");
    assertThat(KeySeasons.of(Definitions.parse(off))).isNull();
    String perModel = Definitions.PUMP.replace("per: key", "per: model");
    assertThat(KeySeasons.of(Definitions.parse(perModel))).isNull();
  }

  private double noise() {
    return 0.3 * random.nextGaussian();
  }

  private static double hour(long tick) {
    return Math.floorMod(tick, DAY) / 6.0;
  }

  private static long weekday(long tick) {
    return Math.floorMod(Math.floorDiv(tick - MONDAY, DAY), 7);
  }

  private static long noon(String local, ZoneId zone) {
    return LocalDateTime.parse(local).atZone(zone).toInstant().toEpochMilli() / TICK;
  }

  /** A key of two features, with a level that stays. */
  private static final class Key implements FeatureLevels {
    private final KeySeasons seasons;
    private KeySeason season;
    private double level = 50;

    Key(String option) {
      String yaml =
          Definitions.PUMP
              .replace("tick: 1s", "tick: 10m")
              .replace("warmup: 12", "warmup: 12, season: " + option);
      seasons = Objects.requireNonNull(KeySeasons.of(Definitions.parse(yaml)));
      season = seasons.start();
    }

    void live(long from, int ticks, LongToDoubleFunction series) {
      for (long tick = from; tick < from + ticks; tick++) {
        add(tick, series.applyAsDouble(tick), true);
      }
    }

    void add(long tick, double value, boolean calm) {
      if (seasons.endsHour(season, tick)) {
        seasons.endHour(season, tick, calm);
      }
      seasons.add(season, tick, new double[] {value, STILL}, this);
    }

    void warmUp(long from, int ticks, LongToDoubleFunction series) {
      season = seasons.startWarmUp();
      for (long tick = from; tick < from + ticks; tick++) {
        seasons.warmUp(season, tick, new double[] {series.applyAsDouble(tick), STILL}, this);
      }
    }

    /** What is taken off the first feature. */
    double at(long tick) {
      float[] amounts = seasons.amounts(season, tick, 1);
      return amounts.length == 0 ? 0 : amounts[0];
    }

    @Override
    public boolean knows(int feature) {
      return true;
    }

    @Override
    public double location(int feature) {
      return feature == 0 ? level : STILL;
    }

    @Override
    public float scale(int feature) {
      return 1;
    }
  }
}
