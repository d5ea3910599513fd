package io.tidemark.console.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StopTest {
  private final Stop stop = new Stop();

  @Test
  void aPauseEndsByItselfAndAsksForNothing() {
    stop.pause(Duration.ofMillis(1));

    assertThat(stop.isAsked()).isFalse();
  }

  @Test
  void whoIsAskedToEndDoesNotWait() {
    stop.ask();

    stop.pause(Duration.ofDays(1)); // or the test would not end

    assertThat(stop.isAsked()).isTrue();
  }

  @Test
  void toBeInterruptedIsToBeAsked() {
    Thread.currentThread().interrupt();

    stop.pause(Duration.ofDays(1));

    assertThat(stop.isAsked()).isTrue();
  }
}
