package io.tidemark.console.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenIncidentsTest {
  private static final KeyName PUMP = new KeyName("plant", "pump");
  private static final KeyName FAN = new KeyName("plant", "fan");

  @Test
  void theNewestOfAKeyAreKeptAndTheOthersCounted() {
    OpenIncidents open = new OpenIncidents();
    for (int i = 0; i < OpenIncidents.OF_A_KEY; i++) {
      assertThat(open.add(PUMP, "i" + i)).isNull();
    }
    assertThat(open.leavesOut(PUMP)).isFalse();

    assertThat(open.add(PUMP, "newest")).isEqualTo("i0");

    assertThat(open.of(PUMP))
        .hasSize(OpenIncidents.OF_A_KEY)
        .doesNotContain("i0")
        .endsWith("newest");
    assertThat(open.leavesOut(PUMP)).isTrue();
    open.of(PUMP).forEach(id -> open.remove(PUMP, id));
    assertThat(open.has(PUMP)).isTrue();
    open.remove(PUMP, "i0");
    assertThat(open.has(PUMP)).isFalse();
  }

  @Test
  void thereIsRoomForSoManyInAllUntilOthersEnd() {
    OpenIncidents open = new OpenIncidents(2, 100);
    open.add(PUMP, "1");
    open.add(PUMP, "2");
    open.add(FAN, "3");
    assertThat(open.of(FAN)).isEmpty();
    assertThat(open.has(FAN)).isTrue();

    open.retain(Set.of(FAN));
    open.add(FAN, "4");
    open.add(FAN, "x".repeat(100));

    assertThat(open.of(FAN)).containsExactly("4");
  }
}
