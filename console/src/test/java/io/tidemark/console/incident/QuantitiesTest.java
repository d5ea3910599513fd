package io.tidemark.console.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantitiesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0",
        "-0.0 | 0",
        "4.1032 | 4.1",
        "1480.2 | 1480",
        "-0.04567 | -0.0457",
        "1200 | 1200",
        "100 | 100",
        "482134 | 482,000",
        "0.00012 | 1.20e-04",
        "3e12 | 3.00e+12",
        "NaN | no value",
        "Infinity | infinite"
      })
  void numbersHaveThreeDigitsAndNoNeedlessZeros(double value, String text) {
    assertThat(Quantities.number(value)).isEqualTo(text);
  }

  @Test
  void numbersThatDifferLookDifferent() {
    assertThat(Quantities.number(1480.4, 1482.1)).isEqualTo("1480");
    assertThat(Quantities.number(1480.4, 1480.1)).isEqualTo("1480.4");
    assertThat(Quantities.number(5, 5.0)).isEqualTo("5");
  }

  @Test
  void noiseBesideOtherNumbersIsZero() {
    assertThat(Quantities.number(6.17e-42)).isEqualTo("0");
    assertThat(Quantities.number(-3.02e-8, 1.2)).isEqualTo("0");
    assertThat(Quantities.number(1.2, -3.02e-8)).isEqualTo("1.2");
    assertThat(Quantities.number(-3.02e-8, 1e-8)).isEqualTo("-3.02e-08");
  }

  @Test
  void largeNumbersThatDifferLookDifferentToo() {
    assertThat(Quantities.number(101_325.4, 101_325.1)).isEqualTo("101,325.4");
    assertThat(Quantities.number(101_325, 101_285.0, null)).isEqualTo("101,330");
  }

  @Test
  void durationsHaveTheirTwoLargestUnits() {
    assertThat(Quantities.duration(Duration.ofMillis(45_900))).isEqualTo("45 s");
    assertThat(Quantities.duration(Duration.ofSeconds(135))).isEqualTo("2 min 15 s");
    assertThat(Quantities.duration(Duration.ofSeconds(120))).isEqualTo("2 min");
    assertThat(Quantities.duration(Duration.ofSeconds(11_100))).isEqualTo("3 h 5 min");
    assertThat(Quantities.duration(Duration.ofHours(52))).isEqualTo("2 d 4 h");
  }

  @Test
  void numbersThatOnlyRoundingTellsApartLookTheSame() {
    assertThat(Quantities.number(1.00129995, 1.0012999, 0.0)).isEqualTo("1");
  }
}
