package io.tidemark.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.DefinitionException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
  private static final Instant START = Instant.parse("2026-01-05T06:00:00Z");

  @Test
  void takesAsLongAsTheEventsAtItsSpeed() {
    Pace pace = new Pace(Speed.parse("100"));
    long started = System.nanoTime();
    for (int second = 0; second <= 20; second++) {
      pace.await(START.plusSeconds(second));
    }
    assertThat(Duration.ofNanos(System.nanoTime() - started))
        .isBetween(Duration.ofMillis(195), Duration.ofSeconds(5));
  }

  @Test
  void neverWaitsAtMaxNorForAnEventThatGoesBack() {
    Pace max = new Pace(Speed.parse("max"));
    max.await(START);
    max.await(START.plus(Duration.ofDays(1000)));
    Pace real = new Pace(Speed.parse("1"));
    real.await(START);
    real.await(START.minusSeconds(3600));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "NaN", "fast", "1e9", ""})
  void refusesASpeedThatIsNone(String speed) {
    assertThatThrownBy(() -> Speed.parse(speed))
        .isInstanceOf(DefinitionException.class)
        .hasMessage(
            "--speed: '"
                + speed
                + "' is not accepted; it must be a number over 0 up to 1000000, or max");
  }
}
