package io.tidemark.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpochMicrosTest {
  @ParameterizedTest
  @ValueSource(
      longs = {
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1,
        Long.MAX_VALUE,
        0,
        -1,
        -1_000_000,
        1_795_973_492_000_001L,
        1_795_973_492_000_000_000L
      })
  void aTimeThatWasReadIsWrittenTheSame(long micros) {
    assertThat(EpochMicros.of(EpochMicros.at(micros))).isEqualTo(micros);
  }

  @Test
  void timesInTheFarFutureAreRead() {
    assertThat(EpochMicros.of(Instant.parse("9999-12-31T23:59:59.999999Z")))
        .isEqualTo(253_402_300_799_999_999L);
  }

  @Test
  void timesThatNoLongHoldsAreRefused() {
    assertThatThrownBy(() -> EpochMicros.of(Instant.MAX)).isInstanceOf(ArithmeticException.class);
  }
}
