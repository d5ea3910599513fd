package io.tidemark.detector.tick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CounterMemoryTest {
  private static final double NONE = Double.NaN;
  private static final double MOST_64 = 0x1p64;

  private final CounterMemory memory = new CounterMemory(2);
  private long second;

  @Test
  void theRateIsTheIncreaseASecond() {
    assertThat(rates(100, 130, 160)).containsExactly(NONE, NONE, 30);
    second += 3;
    assertThat(rates(180)).containsExactly(5);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0x1p32, MOST_64})
  void aCounterThatWrapsHasItsTrueRate(double modulus) {
    double step = modulus / (1 << 20);
    double start = modulus - 4.5 * step;
    double[] readings = new double[10];
    for (int i = 0; i < readings.length; i++) {
      double reading = start + i * step;
      readings[i] = reading < modulus ? reading : reading - modulus;
    }
    assertThat(readings[5]).isLessThan(readings[4]);

    double[] rates = rates(readings);

    assertThat(Arrays.stream(rates).skip(2)).allMatch(rate -> Math.abs(rate / step - 1) < 1e-6);
  }

  @Test
  void aCounterThatWrapsWithinItsSignHasItsTrueRate() {
    assertThat(rates(0x1p31 - 25, 0x1p31 - 15, 0x1p31 - 5, -0x1p31 + 5, -0x1p31 + 15))
        .containsExactly(NONE, NONE, 10, 10, 10);
    memory.forget();
    assertThat(rates(-20, -10, 0, 10)).containsExactly(NONE, NONE, 10, 10);
  }

  @Test
  void aWrapThatIsTooFastForTheCounterIsAReset() {
    double late = 0x1p32 - 1000;
    assertThat(rates(late - 20, late - 10, late, 5, 15)).containsExactly(NONE, NONE, 10, NONE, 10);
  }

  @Test
  void aCounterThatIsResetHasNoRateOnceAndThenTheTrueOne() {
    assertThat(rates(5000, 5010, 5020, 7, 17, 27)).containsExactly(NONE, NONE, 10, NONE, 10, 10);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, CounterMemory.CONFIRMED})
  void aCounterThatReadsZeroAndComesBackHasNoRateMeanwhile(int zeros) {
    assertThat(rates(5000, 5010, 5020)).containsExactly(NONE, NONE, 10);
    assertThat(rates(new double[zeros])).containsOnly(NONE);
    double back = 5030 + 10 * zeros;
    assertThat(rates(back, back + 10, back + 20)).containsExactly(NONE, 10, 10);
  }

  @Test
  void aCounterThatStepsBackALittleHasNoRateOnce() {
    assertThat(rates(5000, 5010, 5020, 5018, 5030, 5040))
        .containsExactly(NONE, NONE, 10, NONE, 12, 10);
  }

  @Test
  void aDeviceThatReadsZeroAndThenRestoresAnOlderReadingMakesNoSpike() {
    assertThat(rates(5000, 5010, 5020, 0, 4990, 5000))
        .containsExactly(NONE, NONE, 10, NONE, NONE, 10);
  }

  @Test
  void aZeroThatLooksLikeAWrapMakesNoSpike() {
    double late = 0x1p32 - 8;
    assertThat(rates(late - 20, late - 10, late, 0, late + 2, late + 6))
        .containsExactly(NONE, NONE, 10, 8, NONE, 4);
  }

  @Test
  void zerosInEveryOtherReadingNeverMakeASpike() {
    double[] readings = new double[100];
    for (int i = 0; i < readings.length; i++) {
      readings[i] = i < 5 || i % 2 == 0 ? 10 * i + 1 : 0;
    }
    assertThat(Arrays.stream(rates(readings))).allMatch(rate -> Double.isNaN(rate) || rate <= 20);
  }

  @Test
  void aZeroInTheVeryFirstReadingMakesNoSpike() {
    assertThat(rates(0, 5000, 5010)).containsExactly(NONE, NONE, 10);
  }

  /** An error counter in good times: its only increase is what matters. */
  @Test
  void theFirstIncreaseOfACounterThatStoodStillCounts() {
    double[] still = new double[20];
    Arrays.fill(still, 7);
    double[] rates = rates(still);
    assertThat(Arrays.copyOf(rates, CounterMemory.CONFIRMED + 1)).containsOnly(NONE);
    assertThat(Arrays.copyOfRange(rates, CounterMemory.CONFIRMED + 1, 20)).containsOnly(0);
    assertThat(rates(500, 500)).containsExactly(493, 0);
  }

  @Test
  void aSuddenRiseOfTheRateShowsAtOnce() {
    assertThat(rates(0, 10, 20, 30, 100_030, 200_030))
        .containsExactly(NONE, NONE, 10, 10, 100_000, 100_000);
  }

  @Test
  void readingsOfTheSameTimeOrBackwardsHaveNoRate() {
    rates(10, 20, 30);
    second--;
    assertThat(rates(40)).containsExactly(NONE);
  }

  @Test
  void survivesItsBinaryFormWithinAnyStory() throws IOException {
    for (int cut = 0; cut < 8; cut++) {
      double[] readings = {5000, 5010, 5020, 5030, 0, 0, 5060, 5070};
      CounterMemory whole = new CounterMemory(1);
      CounterMemory copied = new CounterMemory(1);
      for (int i = 0; i < readings.length; i++) {
        if (i == cut) {
          copied = copy(copied);
        }
        long micros = i * 1_000_000L;
        assertThat(copied.rate(0, readings[i], micros))
            .isEqualTo(Double.valueOf(whole.rate(0, readings[i], micros)));
      }
    }
  }

  /**
   * Counters of random speed and noise, which wrap, are reset, read zero, and step back at random
   * places. A rate is larger than the true one at most where a reading in doubt comes first, and
   * then by no more than the factor that is plausible. Every rate that nothing has disturbed is
   * right.
   */
  @Test
  void noRateOfARandomCounterIsFarAboveTheTrueOneWhateverHappensToIt() {
    for (int seed = 0; seed < 500; seed++) {
      Story story = new Story(new Random(seed));
      CounterMemory counters = new CounterMemory(1);
      double highest = 0;
      int right = 0;
      for (int i = 0; i < story.size(); i++) {
        Reading reading = story.readings.get(i);
        double rate = counters.rate(0, reading.value(), reading.micros());
        highest = Math.max(highest, reading.trueRate() + reading.slack());
        if (!Double.isNaN(rate)) {
          assertThat(rate)
              .as("rate of reading %d of seed %d", i, seed)
              .isNotNegative()
              .isLessThanOrEqualTo(CounterMemory.PLAUSIBLE * highest * (1 + 1e-6));
        }
        if (i > 1 && !reading.disturbed() && !story.readings.get(i - 1).disturbed()) {
          assertThat(rate)
              .as("rate of reading %d of seed %d", i, seed)
              .isCloseTo(reading.trueRate(), within(reading.trueRate() * 1e-6 + reading.slack()));
          right++;
        }
      }
      assertThat(right).as("rates of seed %d that nothing disturbs", seed).isGreaterThan(100);
    }
  }

  /**
   * One reading.
   *
   * @param trueRate by which the counter truly rose since the reading before
   * @param slack by which a rate may be off because of how doubles are rounded or how far the
   *     counter has stepped back
   * @param disturbed whether the counter was reset, read wrongly, or in doubt
   */
  private record Reading(
      double value, long micros, double trueRate, double slack, boolean disturbed) {}

  /** What happens to one counter. */
  private static final class Story {
    private static final int READINGS = 600;

    final List<Reading> readings = new ArrayList<>();

    Story(Random random) {
      double modulus = random.nextBoolean() ? 0x1p32 : MOST_64;
      double speed = modulus / (1 << (12 + random.nextInt(10)));
      double zero = speed * (10 + random.nextInt(2 * READINGS)) - modulus;
      double count = 0;
      long micros = 0;
      boolean inDoubt = true;
      for (int i = 0; i < READINGS; i++) {
        long step = 500_000 + random.nextInt(1_000_000);
        double risen = Math.rint(speed * step / 1e6 * (0.75 + random.nextDouble() / 2));
        micros += step;
        count += risen;
        double value = (count - zero) % modulus;
        double slack = 4 * Math.ulp(modulus) * 1e6 / step;
        boolean disturbed = inDoubt;
        inDoubt = false;
        int event = i < 3 ? 99 : random.nextInt(40);
        if (event == 0) {
          zero = count - Math.rint(risen * random.nextDouble());
          value = count - zero;
          disturbed = true;
        } else if (event == 1 && value > 0) {
          value = 0;
          disturbed = true;
          inDoubt = true;
        } else if (event == 2 && value > speed) {
          value -= Math.rint(speed * random.nextDouble());
          disturbed = true;
          inDoubt = true;
          slack += 2 * speed;
        }
        readings.add(new Reading(value, micros, risen / step * 1e6, slack, disturbed));
      }
    }

    int size() {
      return readings.size();
    }
  }

  private double[] rates(double... readings) {
    double[] rates = new double[readings.length];
    for (int i = 0; i < readings.length; i++) {
      rates[i] = memory.rate(1, readings[i], second++ * 1_000_000);
    }
    return rates;
  }

  private static CounterMemory copy(CounterMemory memory) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    memory.write(0, new DataOutputStream(bytes));
    CounterMemory copy = new CounterMemory(1);
    copy.read(0, new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    return copy;
  }
}
