package io.tidemark.detector.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.definition.Calibration;
import io.tidemark.detector.definition.Score;
import io.tidemark.detector.definition.Scoring;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DriftTailTest {
  private static final int DEPTH = 100;

  @Test
  void asksForAMultipleOfHowFarNormalScoresRise() {
    double[] scores = wave(1000);
    DriftTail tail = DriftTail.of(scores, 0.9, DEPTH);
    // Levels of ln 2 and ln 4 in turn: the average is half way, the rise ln 2 / 2.
    double middle = Math.log(2) * 1.5;
    assertThat(Math.log1p(tail.limit(0))).isCloseTo(middle, within(0.02));
    assertThat(Math.log1p(tail.limit(2)) - Math.log1p(tail.limit(0)))
        .isCloseTo(Math.log(2), within(0.02));
  }

  @Test
  void endsTheAlarmOfWhatStaysHighAndFollowsASlowDriftWithoutOne() {
    DriftTail shifted = DriftTail.of(noise(500, 0), 0.99, DEPTH);
    int alarms = 0;
    for (int window = 0; window < 5 * DEPTH; window++) {
      alarms += 20 > shifted.limit(2.5) ? 1 : 0;
      shifted.learn(20);
    }
    assertThat(alarms).isBetween(10, 4 * DEPTH);
    assertThat(shifted.limit(2.5)).isGreaterThan(20);

    DriftTail drifting = DriftTail.of(noise(500, 0), 0.99, DEPTH);
    double[] rising = noise(20 * DEPTH, 1);
    assertThat(rising[rising.length - 1]).isGreaterThan(drifting.limit(2.5));
    for (double score : rising) {
      assertThat(score).isLessThan(drifting.limit(2.5));
      drifting.learn(score);
    }
  }

  @Test
  void aKeyThatNeverMovedIsNotAlarmedByRounding() {
    DriftTail still = DriftTail.of(new double[200], 0.99, DEPTH);
    assertThat(still.limit(2.5)).isGreaterThan(0.01);
  }

  @Test
  void isReadAsItWasWritten() throws IOException {
    DriftTail tail = DriftTail.of(wave(300), 0.99, DEPTH);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Tail.write(tail, new DataOutputStream(bytes));
    Tail read = Tail.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertThat(read).usingRecursiveComparison().isEqualTo(tail);
  }

  @Test
  void whatHasBeenHighForLongRanksUnderWhatHasJustRisen() {
    Scoring scoring = new Scoring(Score.COMBINED, Calibration.KEY, 0.05, 0.4);
    KeyLevel level = new KeyLevel();
    for (int window = 0; window < 400; window++) {
      level.next(0.3, scoring);
    }
    double rise = 0;
    for (int window = 0; window < 20; window++) {
      rise = level.next(2, scoring);
    }
    double later = rise;
    for (int window = 0; window < 600; window++) {
      later = level.next(2, scoring);
    }
    assertThat(later).isLessThan(rise).isGreaterThan(0.5 * 2);
  }

  private static double[] wave(int count) {
    double[] scores = new double[count];
    Arrays.setAll(scores, i -> i % 2 == 0 ? 1 : 3);
    return scores;
  }

  /** Levels around .5, of which the last stands {@code rise} higher than the first. */
  private static double[] noise(int count, double rise) {
    Random random = new Random(5);
    double[] scores = new double[count];
    Arrays.setAll(
        scores, i -> Math.expm1(0.5 + 0.2 * random.nextDouble() + rise * i / (count - 1.0)));
    return scores;
  }
}
