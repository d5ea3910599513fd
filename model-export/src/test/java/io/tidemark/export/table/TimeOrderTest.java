package io.tidemark.export.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimeOrderTest {
  private final TimeOrder<String> order = new TimeOrder<>();

  @Test
  void mergesTheKeysByTimeAndNamesSettleTies() {
    add("b", 1, 2, 4);
    add("a", 1, 3);

    assertThat(order.sorted()).containsExactly("a1", "b1", "b2", "a3", "b4");
  }

  @Test
  void whatIsLateForItsKeyStaysBehindTheNewestOfItsKey() {
    add("b", 1, 5, 2, 6);
    add("a", 3, 4);

    assertThat(order.sorted()).containsExactly("b1", "a3", "a4", "b5", "b2", "b6");
  }

  private void add(String key, int... seconds) {
    for (int second : seconds) {
      order.add(key, Instant.ofEpochSecond(second), key + second);
    }
  }
}
