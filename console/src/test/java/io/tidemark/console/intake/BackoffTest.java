package io.tidemark.console.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void doublesUpToItsLimitAndStartsAgainOnceItWorked() {
    Backoff backoff = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(30));

    assertThat(Stream.generate(backoff::next).limit(6).map(Duration::toSeconds))
        .containsExactly(2L, 4L, 8L, 16L, 30L, 30L);
    backoff.reset();
    assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(2));
  }
}
