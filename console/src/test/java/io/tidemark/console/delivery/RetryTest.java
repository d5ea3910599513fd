package io.tidemark.console.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void whatIsAcceptedMakesAPolicy() {
    Duration longer = SECOND.plusMillis(1);

    assertThat(new Retry(SECOND, longer, longer).policy().getConfig().getMaxDuration())
        .isEqualTo(longer);
  }

  @Test
  void refusesWhatNoPolicyCanBeMadeOf() {
    refused(
        Duration.ZERO,
        SECOND,
        SECOND,
        "retry.first: 0s is not accepted; it must be longer than 0s");
    refused(
        SECOND,
        SECOND,
        Duration.ofHours(1),
        "retry.most: 1s is not accepted; it must be longer than 'first', 1s");
    refused(
        SECOND,
        Duration.ofMinutes(1),
        SECOND,
        "retry.giveUpAfter: 1s is not accepted; it must be longer than 'first', 1s");
  }

  private static void refused(Duration first, Duration most, Duration giveUpAfter, String told) {
    assertThatThrownBy(() -> new Retry(first, most, giveUpAfter))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(told);
  }
}
