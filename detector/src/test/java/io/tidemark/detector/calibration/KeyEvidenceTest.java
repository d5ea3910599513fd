package io.tidemark.detector.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.RoundTrip;
import io.tidemark.detector.model.ScoreQuantiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyEvidenceTest {
  private static final double THRESHOLD = 20;

  private final Random random = new Random(1);
  private final KeyEvidence evidence = KeyEvidence.of(normal(400));
  private long millis;

  @Test
  void normalWindowsOpenNothing() {
    for (double level : normal(5000)) {
      assertThat(add(evidence, level, true, THRESHOLD)).isFalse();
    }
  }

  @Test
  void oneStrongWindowOpensAnIncident() {
    assertThat(add(evidence, standing(22), true, THRESHOLD)).isTrue();
    assertThat(evidence.open()).isTrue();
    assertThat(evidence.evidence()).isCloseTo(21, within(1e-9));
  }

  @Test
  void aWeakDeviationOpensAnIncidentOnlyIfItLasts() {
    double weak = standing(4);
    assertThat(add(evidence, weak, true, THRESHOLD)).isFalse();
    double first = evidence.evidence();
    assertThat(first).isCloseTo(3, within(1e-9));
    assertThat(windowsToOpen(weak)).isBetween(6, 15);
  }

  @Test
  void whatDoesNotLastIsForgotten() {
    add(evidence, standing(10), true, THRESHOLD);
    for (double level : normal(30)) {
      assertThat(add(evidence, level, true, THRESHOLD)).isFalse();
    }
    assertThat(evidence.evidence()).isLessThan(2);
  }

  @Test
  void threeCalmWindowsInARowEndAnIncidentAndLeaveNoEvidence() {
    double calm = standing(0);
    double strong = standing(30);
    add(evidence, strong, true, THRESHOLD);
    assertThat(add(evidence, calm, true, THRESHOLD)).isTrue();
    assertThat(add(evidence, calm, true, THRESHOLD)).isTrue();
    assertThat(add(evidence, strong, true, THRESHOLD)).isTrue();
    assertThat(add(evidence, calm, true, THRESHOLD)).isTrue();
    assertThat(add(evidence, calm, true, THRESHOLD)).isTrue();
    assertThat(evidence.evidence()).isGreaterThan(THRESHOLD);
    assertThat(add(evidence, calm, true, THRESHOLD)).isFalse();
    assertThat(evidence.open()).isFalse();
    assertThat(evidence.evidence()).isZero();
  }

  @Test
  void theStrongestWindowOfAnIncidentIsItsEvidence() {
    add(evidence, standing(22), true, THRESHOLD);
    double opened = evidence.evidence();
    add(evidence, standing(200), true, THRESHOLD);
    double strongest = evidence.evidence();
    assertThat(strongest).isGreaterThan(2 * opened);
    add(evidence, standing(0), true, THRESHOLD);
    assertThat(evidence.evidence()).isEqualTo(strongest);
  }

  @Test
  void whatStaysBecomesUsualAndEndsItsIncident() {
    double shifted = standing(30);
    int open = 0;
    for (int window = 0; window < 1000; window++) {
      open += add(evidence, shifted + 0.05 * random.nextGaussian(), true, THRESHOLD) ? 1 : 0;
    }
    assertThat(open).isBetween(50, 370); // an hour and what the average takes to follow
    assertThat(evidence.open()).isFalse();
    assertThat(evidence.tail().average()).isCloseTo(shifted, within(0.1));
  }

  @Test
  void aKeyAsAbnormalAsEverKeepsItsIncidentOpenThoughTheAverageFollows() {
    double shifted = standing(30);
    double normal = evidence.tail().average();
    for (int window = 0; window < 300; window++) {
      assertThat(add(evidence, shifted, true, THRESHOLD) || window < 3).as("%d", window).isTrue();
    }
    assertThat(evidence.tail().average()).isCloseTo(shifted, within(0.1));
    for (int window = 0; window < 3; window++) {
      add(evidence, normal, true, THRESHOLD);
    }
    assertThat(evidence.open()).isFalse();
  }

  @Test
  void whatIsFarFromTheWorstOfItsIncidentIsNotStillAbnormal() {
    double worst = standing(200);
    double mild = standing(40);
    for (int window = 0; window < 40; window++) {
      add(evidence, worst, true, THRESHOLD);
    }
    assertThat(evidence.open()).isTrue();
    for (int window = 0; window < 3; window++) {
      add(evidence, mild, true, THRESHOLD);
    }
    assertThat(evidence.open()).isFalse();
  }

  @Test
  void aClockThatIsSetBackDoesNotHoldAnIncidentForEver() {
    millis = Duration.ofDays(30).toMillis();
    double shifted = standing(30);
    add(evidence, shifted, true, THRESHOLD);
    assertThat(evidence.open()).isTrue();
    millis = 0;
    for (int window = 0; window < 200; window++) {
      add(evidence, shifted, true, THRESHOLD);
    }
    assertThat(evidence.open()).isFalse();
  }

  @Test
  void aRestlessKeyOpensEverLessAndIsForgivenLater() {
    List<Integer> windows = new ArrayList<>();
    for (int burst = 0; burst < 4; burst++) {
      calmDown(200);
      windows.add(windowsToOpen(standing(6)));
    }
    assertThat(windows).isSorted();
    assertThat(windows.get(3)).isGreaterThan(2 * windows.get(0)).isLessThan(30);
    calmDown(30_000);
    assertThat(windowsToOpen(standing(6))).isLessThanOrEqualTo(windows.get(0) + 1);
  }

  @Test
  void theTailFollowsTheKeyWhileItIsNormalAndNotInAnIncident() {
    double scale = evidence.tail().scale();
    for (int window = 0; window < 3000; window++) {
      // Twice as restless as in the warm-up.
      add(evidence, 0.5 + 0.2 * Math.abs(random.nextGaussian()), true, 1e6);
    }
    LevelTail wider = evidence.tail();
    assertThat(wider.scale()).isGreaterThan(1.2 * scale);
    add(evidence, standing(2e6), true, 1e6);
    assertThat(evidence.open()).isTrue();
    add(evidence, standing(40), true, 1e6);
    assertThat(evidence.tail().edge()).isEqualTo(wider.edge());
    assertThat(evidence.tail().scale()).isEqualTo(wider.scale());
  }

  @Test
  void aWindowWhoseDeviationDoesNotMatterIsNoEvidence() {
    KeyEvidence twin = RoundTrip.of(evidence, KeyEvidence::write, KeyEvidence::read);
    assertThat(add(evidence, standing(500), false, THRESHOLD)).isFalse();
    assertThat(evidence.evidence()).isZero();

    add(twin, standing(500), true, THRESHOLD);
    assertThat(twin.open()).isTrue();
    add(twin, standing(500), false, THRESHOLD);
    add(twin, standing(500), false, THRESHOLD);
    assertThat(add(twin, standing(500), false, THRESHOLD)).isFalse();
  }

  @Test
  void isReadAsItWasWritten() {
    KeyEvidence kept = evidence;
    KeyEvidence restored = RoundTrip.of(kept, KeyEvidence::write, KeyEvidence::read);
    int opened = 0;
    for (int window = 0; window < 2000; window++) {
      boolean burst = window % 300 > 280;
      double level = 0.5 + 0.1 * Math.abs(random.nextGaussian()) + (burst ? 2 : 0);
      boolean matters = random.nextInt(10) > 0;
      long end = 10_000L * window;
      boolean open = kept.add(level, matters, THRESHOLD, 1, end);
      opened += open ? 1 : 0;
      assertThat(restored.add(level, matters, THRESHOLD, 1, end)).isEqualTo(open);
      assertThat(restored.evidence()).isEqualTo(kept.evidence());
      assertThat(restored.tail()).isEqualTo(kept.tail());
      restored = RoundTrip.of(restored, KeyEvidence::write, KeyEvidence::read);
    }
    assertThat(opened).isPositive();
  }

  @Test
  void staysFiniteWhateverFiniteDistancesCome() {
    for (int seed = 0; seed < 20; seed++) {
      Random wild = new Random(seed);
      double[] warmUp = new double[1 + wild.nextInt(60)];
      Arrays.setAll(warmUp, i -> wildLevel(wild));
      KeyEvidence key = KeyEvidence.of(warmUp);
      for (int window = 0; window < 1000; window++) {
        add(key, wildLevel(wild), wild.nextBoolean(), 1 + wild.nextInt(50));
        assertThat(key.evidence()).isFinite().isNotNegative();
        assertThat(key.tail().average()).isFinite();
        assertThat(key.tail().edge()).isFinite().isPositive();
        assertThat(key.tail().scale()).isFinite().isPositive();
      }
    }
  }

  private static double wildLevel(Random wild) {
    return switch (wild.nextInt(4)) {
      case 0 -> 0;
      case 1 -> Math.log1p(Double.MAX_VALUE);
      case 2 -> Math.log1p(Double.MIN_VALUE);
      default -> Math.log1p(Math.pow(10, 300 * wild.nextDouble()));
    };
  }

  @Test
  void aKeyThatNeverMovedHasATailThatRoundingDoesNotReach() {
    KeyEvidence still = KeyEvidence.of(new double[60]);
    for (int window = 0; window < 1000; window++) {
      assertThat(add(still, 1e-9 * (window % 2), true, 1)).isFalse();
    }
    assertThat(still.tail().edge()).isGreaterThan(1e-3);
    assertThat(add(still, 5, true, THRESHOLD)).isTrue();
  }

  @Test
  void withoutLevelsOfItsOwnAKeyHasTheTailOfTheModelsScores() {
    double[] scores = new double[100_000];
    // Exponential levels with a mean of .3, whose edge of normal is a score of 2.
    Arrays.setAll(scores, i -> 2 * Math.expm1(-0.3 * Math.log(1 - random.nextDouble())));
    LevelTail tail = KeyEvidence.of(ScoreQuantiles.of(scores), 2).tail();
    assertThat(tail.average()).isCloseTo(0.3 * Math.log(2), within(0.01));
    assertThat(tail.edge()).isCloseTo(0.3 * Math.log(5), within(0.02));
    assertThat(tail.scale()).isCloseTo(0.3, within(0.02));
  }

  @Test
  void aRaisedThresholdOpensAtThatManyTimesTheEvidence() {
    assertThat(addRaised(standing(60), 4)).isFalse();
    assertThat(evidence.evidence()).isCloseTo(59, within(1e-9));
    assertThat(evidence.raised()).isEqualTo(4);

    assertThat(addRaised(standing(23), 4)).isTrue();

    assertThat(evidence.evidence()).isCloseTo(81, within(1e-9));
    assertThat(evidence.raised()).isCloseTo(4, within(1e-9));
  }

  @Test
  void evidenceOfAnotherShapeCountsInFullBesideWhatIsHeldBack() {
    addRaised(standing(61), 8); // counts as 7.5
    assertThat(add(evidence, standing(11), true, THRESHOLD)).isFalse();
    assertThat(evidence.raised()).isBetween(1.0, 8.0);

    assertThat(add(evidence, standing(5), true, THRESHOLD)).isTrue();
  }

  @Test
  void whatIsHeldBackEndsAfterThreeCalmWindowsAndLeavesNoEvidence() {
    addRaised(standing(100), 8);
    addRaised(standing(0), 8);
    addRaised(standing(0), 1);
    assertThat(evidence.evidence()).isGreaterThan(THRESHOLD);

    addRaised(standing(0), 1);

    assertThat(evidence.evidence()).isZero();
    assertThat(evidence.raised()).isEqualTo(1);
    assertThat(add(evidence, standing(22), true, THRESHOLD)).isTrue();
  }

  @Test
  void whatIsHeldBackDoesNotMakeTheKeyLessSensitive() {
    LevelTail before = evidence.tail();
    for (int burst = 0; burst < 50; burst++) {
      addRaised(standing(100), 8);
      for (double level : new double[] {standing(0), standing(0), standing(0)}) {
        addRaised(level, 1);
      }
    }
    assertThat(evidence.tail().scale()).isEqualTo(before.scale());
    assertThat(evidence.tail().edge()).isEqualTo(before.edge());
  }

  private boolean addRaised(double level, double factor) {
    millis += 10_000;
    return evidence.add(level, true, THRESHOLD, factor, millis);
  }

  /** A window of ten seconds, the next one. */
  private boolean add(KeyEvidence key, double level, boolean matters, double threshold) {
    millis += 10_000;
    return key.add(level, matters, threshold, 1, millis);
  }

  private void calmDown(int windows) {
    for (double level : normal(windows)) {
      add(evidence, level, true, THRESHOLD);
    }
    assertThat(evidence.open()).isFalse();
  }

  private int windowsToOpen(double level) {
    for (int window = 1; window < 1000; window++) {
      if (add(evidence, level, true, THRESHOLD)) {
        return window;
      }
    }
    return Integer.MAX_VALUE;
  }

  /** The level that stands this many scales over the edge now. */
  private double standing(double scales) {
    LevelTail tail = evidence.tail();
    return tail.average() + tail.edge() + scales * tail.scale();
  }

  private double[] normal(int count) {
    double[] levels = new double[count];
    Arrays.setAll(levels, i -> 0.5 + 0.1 * Math.abs(random.nextGaussian()));
    return levels;
  }
}
