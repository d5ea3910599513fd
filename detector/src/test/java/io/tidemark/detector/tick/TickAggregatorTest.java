package io.tidemark.detector.tick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.definition.Aggregate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TickAggregatorTest {

  @ParameterizedTest
  @CsvSource({"MEAN,3", "SUM,12", "MIN,1", "MAX,6", "LAST,3", "COUNT,4", "STDDEV,1.8708286"})
  void aggregatesTheValuesOfATick(Aggregate aggregate, double expected) {
    assertThat((double) closed(aggregate, 2, 6, 1, 3)).isCloseTo(expected, within(1e-6));
  }

  @ParameterizedTest
  @EnumSource(Aggregate.class)
  void aTickWithoutValuesHasNoneOrZero(Aggregate aggregate) {
    float value = closed(aggregate);
    assertThat(Float.isNaN(value)).isEqualTo(!aggregate.zeroWhenEmpty());
  }

  @Test
  void theSumDoesNotDependOnTheOrderOfArrival() {
    Random random = new Random(5);
    double[] values = random.doubles(1000, -1e9, 1e9).toArray();
    double[] reversed = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      reversed[i] = values[values.length - 1 - i];
    }
    assertThat(closed(Aggregate.SUM, values)).isEqualTo(closed(Aggregate.SUM, reversed));
  }

  @ParameterizedTest
  @CsvSource({"SUM, 1", "MEAN, 0.33333334"})
  void smallValuesAreNotLostBesideLargeOnes(Aggregate aggregate, float expected) {
    assertThat(closed(aggregate, 1e17, 1, -1e17)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1", "3", "20", "200", "5000"})
  void estimatesDistinctValuesWithinFifteenPercent(int distinct) {
    double[] values = new double[distinct * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % distinct;
    }
    assertThat((double) closed(Aggregate.DISTINCT, values))
        .isCloseTo(distinct, within(distinct * 0.15 + 0.01));
  }

  @Test
  void theRateOfACounterIsTheIncreaseOfItsLastReadingsASecond() {
    TickAggregator aggregator = aggregator(Aggregate.RATE);
    CounterMemory counters = new CounterMemory(2);
    assertThat(close(aggregator, counters, 0, 100)).isNaN();
    assertThat(close(aggregator, counters, 1, 110)).isNaN();
    assertThat(close(aggregator, counters, 2, 140)).isEqualTo(30);
    assertThat(close(aggregator, counters, 6, 160)).isEqualTo(5);
    assertThat(close(aggregator, counters, 7, 7)).isNaN();
  }

  @Test
  void anOpenTickSurvivesItsBinaryForm() throws IOException {
    TickAggregator aggregator = aggregator(Aggregate.DISTINCT);
    OpenTick tick = aggregator.open(3);
    for (int i = 0; i < 50; i++) {
      aggregator.add(tick, observation(3000 + i, i, i));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    aggregator.write(tick, new DataOutputStream(bytes));
    OpenTick restored =
        aggregator.read(3, new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertThat(restored).usingRecursiveComparison().isEqualTo(tick);
  }

  private static float close(
      TickAggregator aggregator, CounterMemory counters, long second, double value) {
    OpenTick tick = aggregator.open(second);
    aggregator.add(tick, observation(second * 1000, 0, value));
    double[] values = new double[2];
    aggregator.close(tick, counters, values);
    return (float) values[0];
  }

  /**
   * The first feature of a tick of these values; the i-th at i ms, but the last value of "last" is
   * the largest time.
   */
  private static float closed(Aggregate aggregate, double... values) {
    TickAggregator aggregator = aggregator(aggregate);
    OpenTick tick = aggregator.open(0);
    for (int i = 0; i < values.length; i++) {
      aggregator.add(tick, observation(i, i, values[i]));
    }
    double[] out = new double[2];
    aggregator.close(tick, new CounterMemory(2), out);
    return (float) out[0];
  }

  private static Observation observation(long millis, long offset, double value) {
    return new Observation(
        "pump", "p", millis * 1000, new double[] {value, 1}, new SourcePosition(0, offset));
  }

  private static TickAggregator aggregator(Aggregate aggregate) {
    return new TickAggregator(List.of(aggregate, Aggregate.MAX));
  }
}
