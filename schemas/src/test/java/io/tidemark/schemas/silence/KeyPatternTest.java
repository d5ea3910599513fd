package io.tidemark.schemas.silence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyPatternTest {
  @ParameterizedTest
  @CsvSource({
    "*, pump-1, true",
    "pump-1, pump-1, true",
    "pump-1, pump-12, false",
    "pump-*, pump-, true",
    "*-1, pump-1, true",
    "p*p-*1, pump-11, true",
    "p*p-*2, pump-11, false",
    "'', pump-1, false",
    "a.c, abc, false"
  })
  void aPatternMatchesTheWholeKey(String pattern, String key, boolean matches) {
    assertThat(KeyPattern.matches(pattern, key)).isEqualTo(matches);
  }

  @Test
  void noPatternTakesLong() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertThat(KeyPattern.matches("*a".repeat(500) + "b", "a".repeat(100_000))).isFalse());
  }
}
