package io.tidemark.pipeline.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OncePerMinuteTest {
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void aSubjectMayBeLoggedAgainAfterAMinuteAndAnotherOneAtOnce() {
    OncePerMinute perMinute = OncePerMinute.of("one job", nanos::get);
    assertThat(perMinute.allows("a")).isTrue();
    assertThat(perMinute.allows("a")).isFalse();
    assertThat(perMinute.allows("b")).isTrue();
    nanos.set(Duration.ofMinutes(1).toNanos() - 1);
    assertThat(perMinute.allows("a")).isFalse();
    nanos.incrementAndGet();
    assertThat(perMinute.allows("a")).isTrue();
    assertThat(perMinute.allows("a")).isFalse();
  }

  @Test
  void theSubtasksOfAJobShareItAndJobsDoNot() {
    assertThat(OncePerMinute.of("shared", nanos::get).allows("a")).isTrue();
    assertThat(OncePerMinute.of("shared", nanos::get).allows("a")).isFalse();
    assertThat(OncePerMinute.of("other", nanos::get).allows("a")).isTrue();
  }
}
