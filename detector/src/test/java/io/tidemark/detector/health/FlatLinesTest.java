package io.tidemark.detector.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.RoundTrip;
import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Ticks of a second, windows of 4, a warm-up of 12; so a stillness of under 20 is never told. */
class FlatLinesTest {
  private static final double NONE = Double.NaN;
  private static final int SEEDS = 200;

  private final List<AnomalyAlert> alerts = new ArrayList<>();
  private SensorHealth health = watching("flatLine: 10s");
  private KeyHealth state = health.start();
  private int ticks;

  @Test
  void aReadingThatDoesNotMoveIsAFlatLine() {
    for (int second = 0; second < 15; second++) {
      closed(second, 4.2, second);
    }
    closed(15, 4.3, 15);

    assertThat(told()).containsExactly("FLAT_LINE OPEN 11", "FLAT_LINE RESOLVED 16");
    assertThat(alerts.get(0).getNote()).isEqualTo("current: no change for 10s.");
    assertThat(alerts.get(1).getAlertId()).isEqualTo(alerts.get(0).getAlertId());
    assertThat(alerts.get(1).getSequence()).isEqualTo(1);
    assertThat(alerts.get(1).getPeakScore()).isEqualTo(14);
  }

  @Test
  void aSecondReadingThatStandsStillIsAnUpdate() {
    for (int second = 0; second < 30; second++) {
      closed(second, 4.2, Math.min(second, 15));
    }
    closed(30, 5, 15);
    closed(31, 6, 16);

    assertThat(told())
        .containsExactly("FLAT_LINE OPEN 11", "FLAT_LINE UPDATE 26", "FLAT_LINE RESOLVED 32");
    assertThat(alerts)
        .extracting(AnomalyAlert::getChange)
        .containsExactly(null, AlertChange.FEATURE, null);
    assertThat(alerts.get(1).getNote()).isEqualTo("current, pressure: no change for 25s.");
    assertThat(alerts).extracting(AnomalyAlert::getSequence).containsExactly(0, 1, 2);
  }

  @Test
  void aStillFeatureMayBeStill() {
    watch(Definitions.PUMP.replace("unit: A}", "unit: A, still: true}"), "flatLine: 10s");
    for (int second = 0; second < 30; second++) {
      closed(second, 4.2, NONE);
    }
    assertThat(alerts).isEmpty();
  }

  @Test
  void aCounterStandsStillWhenItDoesNotCountAndNotWhenItCountsSteadily() {
    watch(Definitions.PUMP.replace("Current,", "Current, aggregate: rate,"), "flatLine: 10s");
    for (int second = 0; second < 30; second++) {
      closed(second, 4.2, second);
    }
    assertThat(alerts).isEmpty();
    for (int second = 30; second < 50; second++) {
      closed(second, 0, second);
    }
    assertThat(told()).containsExactly("FLAT_LINE OPEN 41");
  }

  @Test
  void theRoundingOfAMeanIsNoChange() {
    for (int second = 0; second < 15; second++) {
      closed(second, second % 2 == 0 ? 0.1 : Math.nextUp(0.1), second);
    }
    assertThat(told()).containsExactly("FLAT_LINE OPEN 11");
  }

  @Test
  void aClockThatIsSetStartsTheFlatLineOver() {
    for (int second = 0; second < 8; second++) {
      closed(3600 + second, 4.2, second);
    }
    health.clockSet(state, 8000);
    for (int second = 8; second < 24; second++) {
      closed(second, 4.2, second);
    }
    assertThat(told()).containsExactly("FLAT_LINE OPEN 19");
  }

  @Test
  void aNoisyReadingThatSticksIsToldAfterAWindowOfStillness() {
    learned();
    Random random = new Random(1);
    for (int second = 0; second < 330; second++) {
      double noise = random.nextGaussian();
      closed(second, second >= 300 ? 7 : noise, noise);
    }
    assertThat(told()).containsExactly("FLAT_LINE OPEN 320");
    assertThat(alerts.get(0).getNote()).isEqualTo("current: no change for 19s.");
  }

  @Test
  void howLongAReadingUsuallyStandsStillIsLearned() {
    learned();
    for (int second = 0; second < 1090; second++) {
      closed(second, second < 1000 ? second / 10 : 3, second);
    }
    assertThat(told()).containsExactly("FLAT_LINE OPEN 1050"); // five times ten seconds
  }

  @Test
  void nothingIsToldBeforeEnoughHasBeenSeen() {
    learned();
    for (int second = 0; second < 1000; second++) {
      closed(second, second < 190 ? second : 7, second);
    }
    assertThat(alerts).isEmpty();
  }

  @Test
  void theWarmUpIsWaitedFor() {
    watch(Definitions.PUMP.replace("warmup: 12", "warmup: 400"), "late: false");
    for (int second = 0; second < 500; second++) {
      closed(second, second < 300 ? second : 7, second);
    }
    assertThat(told()).containsExactly("FLAT_LINE OPEN 401");
  }

  @Test
  void aReadingThatNeverMovedMayStandStill() {
    learned();
    for (int second = 0; second < 5000; second++) {
      closed(second, 4.2, second);
    }
    assertThat(alerts).isEmpty();
  }

  /** As rain does, errors, alarms: long nothing, then a little, and nothing again. */
  @Test
  void aReadingThatIsZeroMostOfTheTimeIsNotTold() {
    for (int seed = 0; seed < SEEDS; seed++) {
      startOver();
      Random random = new Random(seed);
      double share = 0.5 + 0.499 * random.nextDouble();
      for (int second = 0; second < 5000; second++) {
        closed(second, random.nextDouble() < share ? 0 : random.nextDouble(), second);
      }
      assertThat(alerts).as("seed %d", seed).isEmpty();
    }
  }

  /** Slow weather on a coarse scale. */
  @Test
  void aReadingOfACoarseScaleIsNotTold() {
    int told = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      startOver();
      Random random = new Random(seed);
      double step = Math.pow(10, -1.5 + 1.5 * random.nextDouble());
      double pull = 0.002 + 0.1 * random.nextDouble();
      double level = 0;
      for (int second = 0; second < 5000; second++) {
        level += 0.1 * random.nextGaussian() - pull * level;
        closed(second, step * Math.round(level / step), second);
      }
      told += alerts.size();
    }
    assertThat(told).isLessThanOrEqualTo(SEEDS / 50);
  }

  @Test
  void everyNoisyReadingThatSticksIsToldOnceAndInTime() {
    for (int seed = 0; seed < SEEDS; seed++) {
      startOver();
      Random random = new Random(seed);
      double repeats = 0.5 * random.nextDouble();
      int sticks = 1000 + random.nextInt(1000);
      double last = 0;
      int longest = 0;
      int same = 1;
      for (int second = 0; second < sticks; second++) {
        boolean again = second > 0 && random.nextDouble() < repeats;
        same = again ? same + 1 : 1;
        longest = second < sticks - same ? Math.max(longest, same) : longest;
        last = again ? last : random.nextGaussian();
        closed(second, last, second);
      }
      for (int second = sticks; second < sticks + 500; second++) {
        closed(second, last, second);
      }
      assertThat(alerts)
          .as("seed %d", seed)
          .extracting(AnomalyAlert::getState)
          .startsWith(AlertState.OPEN)
          .doesNotContain(AlertState.RESOLVED);
      assertThat(alerts)
          .as("seed %d", seed)
          .extracting(AnomalyAlert::getAlertId)
          .containsOnly(id());
      long at = alerts.get(0).getOpenedAt().getEpochSecond();
      assertThat(at).as("seed %d", seed).isBetween(sticks + 1L, sticks + Math.max(20, 5L * 20));
    }
  }

  @Test
  void whatComesAgainAndAgainIsToldEachTimeItIsTwiceAsLong() {
    learned();
    int second = 0;
    for (; second < 2000; second++) {
      closed(second, second, second);
    }
    for (int night = 0; night < 50; night++) {
      for (int i = 0; i < 150; i++, second++) {
        closed(second, -7, second);
      }
      for (int i = 0; i < 500; i++, second++) {
        closed(second, second, second);
      }
    }
    // 20, 40, 80 and then 160 s are allowed
    assertThat(told().stream().filter(line -> line.contains("OPEN"))).hasSize(3);
  }

  @Test
  void oneLongFaultHidesNoOther() {
    learned();
    for (int second = 0; second < 20_000; second++) {
      boolean stuck = second > 2000 && second < 12_000 || second > 15_000;
      closed(second, stuck ? 7 : second, second);
    }
    assertThat(told().stream().filter(line -> !line.contains("UPDATE")))
        .containsExactly("FLAT_LINE OPEN 2021", "FLAT_LINE RESOLVED 12001", "FLAT_LINE OPEN 15041");
  }

  @Test
  void ticksWithoutAReadingAreNoStillness() {
    learned();
    for (int second = 0; second < 300; second++) {
      closed(second, second, second);
    }
    closed(1300, 299, 1300);
    assertThat(alerts).isEmpty();
    for (int second = 1301; second < 1330; second++) {
      closed(second, NONE, second);
    }
    assertThat(alerts).isEmpty();
  }

  private void learned() {
    watch(Definitions.PUMP, "late: false");
  }

  private String id() {
    return alerts.get(0).getAlertId();
  }

  private void startOver() {
    alerts.clear();
    ticks = 0;
    learned();
  }

  private void watch(String yaml, String options) {
    health = new SensorHealth(Definitions.parse(yaml + "health: {" + options + "}\n"));
    state = health.start();
  }

  private static SensorHealth watching(String options) {
    return new SensorHealth(Definitions.parse(Definitions.PUMP + "health: {" + options + "}\n"));
  }

  /** A tick; now and then through the state's binary form. */
  private void closed(long tick, double... values) {
    if (tick % 10 == 0) {
      state = RoundTrip.of(state, KeyHealth::write, KeyHealth::read);
    }
    health.closed(state, "p", ++ticks, tick, values, new NoAnomaly(), alerts::add);
  }

  private List<String> told() {
    return alerts.stream()
        .filter(alert -> alert.getKind() == AlertKind.FLAT_LINE)
        .map(
            alert ->
                alert.getKind()
                    + " "
                    + alert.getState()
                    + " "
                    + alert.getUpdatedAt().getEpochSecond())
        .toList();
  }
}
