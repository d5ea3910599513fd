package io.tidemark.console.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.console.Alerts;
import io.tidemark.console.MovingClock;
import io.tidemark.schemas.AnomalyAlert;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {
  private static final long MIB = 1L << 20;
  private static final StoreLimit LARGE = new StoreLimit(1L << 30);

  @TempDir Path folder;
  private final MovingClock clock = new MovingClock(Alerts.OPENED);
  private History history;
  private long position;

  @BeforeEach
  void open() {
    history = SmallDisk.open(folder, LARGE, clock);
  }

  @AfterEach
  void close() {
    history.close();
  }

  @Test
  void onADiskThatIsNearlyFullNothingIsAppendedAndWhatIsOldIsForgottenAllTheSame() {
    append(incidents("old", 1));
    clock.move(Duration.ofDays(2));
    SmallDisk.setUsable(10 * MIB);

    assertThatThrownBy(() -> append(incidents("new", 1)))
        .isInstanceOf(StoreException.class)
        .hasMessage("the disk of the history has 10MiB left; it goes on with 64MiB");
    assertThat(history.forget(Duration.ofDays(1))).isTrue();
    assertThat(history.details("old0")).isEmpty();

    SmallDisk.setUsable(65 * MIB);
    append(incidents("new", 1));
    assertThat(history.details("new0")).isPresent();
  }

  @Test
  void afterAWriteThatFailedNothingIsKeptUntilTheHistoryRecoversAndThenNothingIsMissing() {
    append(incidents("a", 1));

    SmallDisk.setFull(true);
    // H2 writes what was committed later, so the first of these may seem to be kept.
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 50; i++) {
                append(incidents("b" + i, 100));
              }
            })
        .isInstanceOf(StoreException.class)
        .hasMessage("the history cannot be written: No space left on device");
    assertThatThrownBy(() -> history.forget(Duration.ZERO)).isInstanceOf(StoreException.class);
    SmallDisk.setFull(false);
    assertThatThrownBy(() -> append(incidents("c", 1)))
        .as("who appends must first read again what was lost")
        .isInstanceOf(StoreException.class);

    history.recover();

    List<Position> kept = history.positions();
    long messages = history.messages();
    assertThat(messages).isEqualTo(kept.isEmpty() ? 0 : kept.get(0).next());
    append(incidents("c", 1));
    assertThat(history.details("c0")).isPresent();
    assertThat(history.messages()).isEqualTo(messages + 1);
  }

  private void append(List<AnomalyAlert> alerts) {
    position += alerts.size();
    history.append(
        new Batch(
            alerts, Map.of(), List.of(), List.of(), List.of(new Position("alerts", 0, position))));
  }

  private static List<AnomalyAlert> incidents(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> Alerts.opened(prefix + i, "pump")).toList();
  }
}
