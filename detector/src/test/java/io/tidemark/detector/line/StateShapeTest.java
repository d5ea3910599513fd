package io.tidemark.detector.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateShapeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tick: 1s | tick: 2s",
        "length: 4 | length: 5",
        "{per: key, warmup: 12} | {per: model}",
        "from: readings.Current, | from: readings.Voltage,",
        "aggregate: max | aggregate: min"
      })
  void isAnotherWhereAKeysStateMeansSomethingElse(String from, String to) {
    assertThat(shape(from, to)).isNotEqualTo(StateShape.of(Definitions.pump()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: current | name: amps",
        "stride: 1 | stride: 2",
        "lateness: 2s | lateness: 3s",
        "updateEvery: 5s | updateEvery: 6s",
        "alerts: | 'threshold: {sensitivity: high}\nalerts:'"
      })
  void isTheSameWhereOnlyRulesChange(String from, String to) {
    assertThat(shape(from, to)).isEqualTo(StateShape.of(Definitions.pump()));
  }

  private static long shape(String from, String to) {
    return StateShape.of(Definitions.parse(Definitions.PUMP.replace(from, to)));
  }
}
