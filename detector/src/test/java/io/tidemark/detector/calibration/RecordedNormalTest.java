package io.tidemark.detector.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedNormalTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatIsRecordedHasThePValuesThatWereRecorded(long seed) {
    Random random = new Random(seed);
    Reference normal = Reference.of(random.doubles(300, 0, 1).toArray());
    double[] scores = random.doubles(2000, 0, 1.2).toArray();
    double[] pValues = Arrays.stream(scores).map(normal::pValue).toArray();

    Reference found = RecordedNormal.of(scores, pValues, new double[] {1}).scores();

    assertThat(found.size()).isEqualTo(300);
    for (int i = 0; i < scores.length; i++) {
      assertThat(found.pValue(scores[i])).isCloseTo(pValues[i], within(1e-9));
    }
    for (double probability : new double[] {0.1, 0.5, 0.9, 0.99}) {
      assertThat(found.quantile(probability))
          .isCloseTo(normal.quantile(probability), within(0.005));
    }
  }

  @Test
  void whatLiesBeyondAllThatIsRecordedIsPutAtItsEdges() {
    Reference found =
        RecordedNormal.of(new double[] {2, 3}, new double[] {0.8, 0.6}, new double[] {1}).scores();
    assertThat(found.scores()).containsExactly(2, 2.5, 3, 3);
  }

  @Test
  void aKeyNeverJudgedByLessThanACalibratedScoreIsNotJudgedByLess() {
    double[] one = {1};
    double smallest = ScoreJudge.SMALLEST_LIMIT;
    assertThat(RecordedNormal.of(one, one, new double[] {smallest, 9}).smallestLimit())
        .isEqualTo(smallest);
    assertThat(RecordedNormal.of(one, one, new double[] {smallest / 2, 9}).smallestLimit())
        .isLessThan(smallest / 2)
        .isPositive();
  }
}
