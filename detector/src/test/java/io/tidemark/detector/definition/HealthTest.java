package io.tidemark.detector.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.definition.Health.Late;
import io.tidemark.detector.definition.Health.Limit;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthTest {
  @Test
  void autoIsTheDefault() {
    assertThat(Definitions.pump().health()).isEqualTo(Health.AUTO);
    assertThat(health("auto")).isEqualTo(Health.AUTO);
    assertThat(Health.AUTO.watched()).isTrue();
  }

  @Test
  void offSwitchesAllOfItOff() {
    assertThat(health("off")).isEqualTo(Health.OFF);
    assertThat(Health.OFF.watched()).isFalse();
    assertThat(Health.OFF.missingReading()).isFalse();
  }

  @Test
  void whatAMappingDoesNotNameIsAuto() {
    assertThat(health("{flatLine: 10s, missingReading: false}"))
        .isEqualTo(
            new Health(
                Limit.of(Duration.ofSeconds(10)),
                Limit.LEARNED,
                Late.LEARNED,
                false,
                false,
                false));
    assertThat(health("{gap: off, late: true, clockBehind: true}"))
        .isEqualTo(new Health(Limit.LEARNED, Limit.NONE, Late.ALWAYS, false, true, true));
    assertThat(health("{late: false}").late()).isEqualTo(Late.NEVER);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "soon|health: soon is not accepted; it must be auto, off or a mapping",
        "{gap: soon}|health.gap: 'soon' is not accepted; it must be auto, off or a duration such",
        "{flatLine: 0s}|health.flatLine: ",
        "{late: 5s}|health.late: '5s' is not accepted; it must be auto, true or false",
        "{gaps: 5s}|health.gaps: there is no such field",
      })
  void whatIsWrongIsNamed(String health, String message) {
    assertThatThrownBy(() -> health(health))
        .isInstanceOf(DefinitionException.class)
        .hasMessageStartingWith(message);
  }

  private static Health health(String yaml) {
    return Definitions.parse(Definitions.PUMP + "health: " + yaml + "\n").health();
  }
}
