package io.tidemark.console.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BucketWidthTest {
  private static final long GIB = 1L << 30;

  @Test
  void fewKeysAreKeptAsTheyCome() {
    assertThat(BucketWidth.of(20, BucketWidth.bytes(6), 2 * GIB)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void theMoreKeysTheWiderAndADayOfAllOfThemHasRoom() {
    Duration before = Duration.ZERO;
    for (int keys = 1_000; keys <= 200_000; keys *= 2) {
      Duration width = BucketWidth.of(keys, BucketWidth.bytes(6), 2 * GIB);
      assertThat(width).isGreaterThan(before);
      double buckets = Duration.ofDays(1).toMillis() / (double) width.toMillis();
      assertThat(buckets * keys * BucketWidth.bytes(6)).isLessThanOrEqualTo(2 * GIB);
      before = width;
    }
    assertThat(BucketWidth.of(100_000, BucketWidth.bytes(6), 2 * GIB))
        .isEqualTo(Duration.ofMinutes(15));
  }
}
