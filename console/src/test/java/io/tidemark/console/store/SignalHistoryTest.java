package io.tidemark.console.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.Alerts;
import io.tidemark.console.MovingClock;
import io.tidemark.console.fleet.KeyName;
import io.tidemark.console.signal.SignalBucket;
import io.tidemark.console.signal.SignalFeature;
import io.tidemark.console.signal.SignalSeries;
import io.tidemark.console.signal.SignalStretch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signals on disk. */
class SignalHistoryTest {
  private static final long MIB = 1L << 20;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final KeyName PUMP = new KeyName("plant", "pump");
  private static final List<SignalFeature> FEATURES =
      List.of(new SignalFeature("current", "A"), new SignalFeature("pressure", null));
  private static final List<SignalFeature> OTHERS = List.of(new SignalFeature("heat", "K"));

  @TempDir Path folder;
  private final MovingClock clock = new MovingClock(Alerts.OPENED);
  private final Random random = new Random(1);
  private History history;

  @BeforeEach
  void open() {
    history = History.open(folder, new StoreLimit(1L << 30), clock);
  }

  @AfterEach
  void close() {
    history.close();
  }

  @Test
  void everyTickIsThereAfterARestartWithHowFarTheTopicWasRead() {
    for (int second = 0; second < 200; second += 2) {
      append(PUMP, SECOND, second, second + 1);
    }
    history.append(Map.of(), SECOND, List.of(new Position("scores", 0, 200)));

    reopen(new StoreLimit(1L << 30));

    assertThat(seconds(PUMP)).hasSize(200).isSorted().endsWith(198L, 199L);
    assertThat(history.positions()).containsExactly(new Position("scores", 0, 200));
    assertThat(history.signals(new KeyName("plant", "other"), null, null, SECOND, 10)).isEmpty();
  }

  @Test
  void whatIsReadAgainAfterACrashChangesNothing() {
    for (int second = 0; second < 100; second++) {
      append(PUMP, SECOND, second);
    }
    SignalSeries before = all(PUMP);
    for (int second = 20; second < 90; second++) {
      append(PUMP, SECOND, second);
    }

    assertThat(all(PUMP)).usingRecursiveComparison().isEqualTo(before);
  }

  @Test
  void olderTicksThatComeLateTakeTheirPlace() {
    for (int second = 100; second < 200; second++) {
      append(PUMP, SECOND, second);
    }
    for (int second = 0; second < 150; second++) {
      append(PUMP, SECOND, second);
    }

    assertThat(seconds(PUMP)).hasSize(200).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void widerBucketsFollowTheNarrowOnesThatAreThere() {
    for (int second = 0; second < 60; second++) {
      append(PUMP, SECOND, second);
    }
    for (int second = 60; second < 120; second++) {
      append(PUMP, Duration.ofSeconds(10), second);
    }

    assertThat(seconds(PUMP)).hasSizeBetween(65, 67).isSorted().startsWith(0L, 1L).endsWith(119L);
  }

  @Test
  void aStretchOfTimeIsDividedIntoTheBucketsAskedForWithItsExtremes() {
    for (int second = 0; second < 600; second++) {
      append(PUMP, SECOND, second);
    }

    Instant from = Alerts.OPENED.plusSeconds(100);
    SignalSeries series =
        history.signals(PUMP, from, from.plusSeconds(399), SECOND, 40).orElseThrow();

    List<SignalBucket> buckets = series.stretches().get(0).buckets();
    assertThat(buckets).hasSizeBetween(40, 42);
    assertThat(buckets.get(0).values()[SignalBucket.LOWEST]).isEqualTo(100);
    assertThat(buckets.get(buckets.size() - 1).values()[SignalBucket.HIGHEST]).isEqualTo(499);
    assertThat(buckets.subList(1, buckets.size() - 1))
        .allMatch(
            bucket ->
                bucket.values()[SignalBucket.HIGHEST] - bucket.values()[SignalBucket.LOWEST] > 5);
  }

  @Test
  void otherFeaturesBeginAStretchOfTheirOwn() {
    append(PUMP, SECOND, 0, 1, 2);
    SignalStretch others = new SignalStretch(OTHERS);
    others.add(new SignalBucket(millis(3), 1, 2, new float[SignalBucket.VALUES]), 1);
    history.append(Map.of(PUMP, others), SECOND, List.of());
    append(PUMP, SECOND, 4);

    assertThat(all(PUMP).stretches())
        .extracting(SignalStretch::features)
        .containsExactly(FEATURES, OTHERS, FEATURES);
  }

  @Test
  void signalsOlderThanTheRetentionAreForgotten() {
    append(PUMP, SECOND, 0);
    clock.move(Duration.ofDays(2));
    append(new KeyName("plant", "other"), SECOND, 1);

    assertThat(history.forget(Duration.ofDays(1))).isTrue();

    assertThat(history.signals(PUMP, null, null, SECOND, 10)).isEmpty();
    assertThat(seconds(new KeyName("plant", "other"))).containsExactly(1L);
  }

  @Test
  void theOldestSignalsGoBeforeTheyTakeMoreThanTheirPartAndTheFileStaysWithinItsLimit()
      throws IOException {
    reopen(new StoreLimit(8 * MIB));
    for (int second = 0; second < 1_600; second += 32) {
      Map<KeyName, SignalStretch> some = new HashMap<>();
      for (int key = 0; key < 200; key++) {
        SignalStretch stretch = new SignalStretch(FEATURES);
        for (int i = 0; i < 32; i++) {
          stretch.add(noise(second + i), 1);
        }
        some.put(new KeyName("plant", "pump-" + key), stretch);
      }
      appendUntilItIsTaken(some);
      clock.move(Duration.ofSeconds(32));
    }

    assertThat(Files.size(folder.resolve("console.mv.db"))).isLessThan(11 * MIB);
    List<Long> kept = seconds(new KeyName("plant", "pump-7"));
    assertThat(kept).endsWith(1_598L, 1_599L);
    assertThat(kept.size()).isBetween(64, 800);
  }

  private void appendUntilItIsTaken(Map<KeyName, SignalStretch> signals) {
    for (int tries = 0; ; tries++) {
      try {
        history.append(signals, SECOND, List.of());
        return;
      } catch (StoreException full) {
        assertThat(full).hasMessageContaining("more than its limit of ");
        assertThat(tries).isLessThan(20);
      }
    }
  }

  private void append(KeyName name, Duration width, int... seconds) {
    SignalStretch stretch = new SignalStretch(FEATURES);
    for (int second : seconds) {
      stretch.add(tick(second), width.toMillis());
    }
    history.append(Map.of(name, stretch), width, List.of());
  }

  private static SignalBucket tick(int second) {
    return new SignalBucket(
        millis(second),
        0.5f,
        2,
        new float[] {second, second, second, second, 0, 1_000, 1, 1, 1, 1, 0, 2});
  }

  private SignalBucket noise(int second) {
    float[] values = new float[2 * SignalBucket.VALUES];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return new SignalBucket(millis(second), random.nextFloat(), 2, values);
  }

  private static long millis(int second) {
    return Alerts.OPENED.plusSeconds(second).toEpochMilli();
  }

  private SignalSeries all(KeyName name) {
    return history.signals(name, Alerts.OPENED, null, SECOND, Integer.MAX_VALUE).orElseThrow();
  }

  private List<Long> seconds(KeyName name) {
    return all(name).stretches().stream()
        .flatMap(stretch -> stretch.buckets().stream())
        .map(bucket -> (bucket.time() - millis(0)) / 1_000)
        .toList();
  }

  private void reopen(StoreLimit limit) {
    history.close();
    history = History.open(folder, limit, clock);
  }
}
