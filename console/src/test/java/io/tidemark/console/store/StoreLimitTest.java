package io.tidemark.console.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class StoreLimitTest {
  private static final long MIB = 1L << 20;

  @Test
  void aHistoryWithoutALimitOfItsOwnTakesHalfOfWhatTheDiskHas() {
    assertThat(StoreLimit.learned(0, 4L << 30)).isEqualTo(new StoreLimit(2L << 30));
    assertThat(StoreLimit.learned(1L << 30, 3L << 30)).isEqualTo(new StoreLimit(2L << 30));
    assertThat(StoreLimit.learned(0, 1L << 40)).isEqualTo(new StoreLimit(8L << 30));
    assertThat(StoreLimit.learned(5L << 30, 0))
        .as("others who fill the disk take nothing from it")
        .isEqualTo(new StoreLimit(5L << 30));
  }

  @Test
  void aLimitIsWrittenWithItsUnit() {
    assertThat(StoreLimit.parse("512MiB")).isEqualTo(new StoreLimit(512 * MIB));
    assertThat(StoreLimit.parse("8GiB"))
        .isEqualTo(new StoreLimit(8192 * MIB))
        .hasToString("8192MiB");
    for (String wrong : List.of("8", "8GB", "-1GiB", "100MiB", "9999999999GiB", "")) {
      assertThatThrownBy(() -> StoreLimit.parse(wrong))
          .hasMessage(wrong + " is not accepted; a size such as 512MiB or 8GiB, at least 256MiB");
    }
  }
}
