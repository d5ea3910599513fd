package io.tidemark.console.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.MovingClock;
import io.tidemark.schemas.BlindReason;
import io.tidemark.schemas.Coverage;
import io.tidemark.schemas.CoverageState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FleetTest {
  private static final KeyName PUMP = new KeyName("plant", "pump-1");
  private static final Duration STALE = Duration.ofMinutes(5);

  private final MovingClock clock = new MovingClock(Instant.parse("2026-01-05T07:00:00Z"));
  private final Fleet fleet = new Fleet(STALE, clock);

  @Test
  void aKeyHasAnIncidentUntilTheLastOfThemHasEnded() {
    fleet.opened(PUMP, "gap");
    fleet.opened(PUMP, "anomaly");
    fleet.opened(PUMP, "gap"); // goes on
    assertThat(row().alertId()).isEqualTo("anomaly");

    fleet.resolved(PUMP, "anomaly");

    assertThat(row().health()).isEqualTo(Health.INCIDENT);
    assertThat(row().alertId()).isEqualTo("gap");
    assertThat(fleet.openIncidents(PUMP)).containsExactly("gap");
    fleet.resolved(PUMP, "gap");
    assertThat(row().health()).isEqualTo(Health.NORMAL);
    assertThat(row().alertId()).isNull();
    assertThat(fleet.openIncidents(PUMP)).isEmpty();
  }

  @Test
  void aKeyWithoutAThresholdWarmsUpAndOneThatFallsSilentIsStale() {
    fleet.scored(PUMP, reading(Double.NaN));
    assertThat(row().health()).isEqualTo(Health.WARMING_UP);
    fleet.scored(PUMP, reading(1.1));
    assertThat(row().health()).isEqualTo(Health.NORMAL);

    clock.move(STALE);

    assertThat(row().health()).isEqualTo(Health.STALE);
    assertThat(row().reading()).isNotNull();
  }

  @Test
  void aKeyThatIsBlindIsShownWithItsReasonUntilItIsWatchedOrForgotten() {
    fleet.covered(PUMP, coverage(CoverageState.BLIND, BlindReason.LATE));
    assertThat(row().health()).isEqualTo(Health.BLIND);
    assertThat(row().coverage()).isNotNull();
    fleet.covered(PUMP, coverage(CoverageState.WARMING_UP, null));
    assertThat(row().health()).isEqualTo(Health.WARMING_UP);
    fleet.covered(PUMP, coverage(CoverageState.WATCHED, null));
    assertThat(row().health()).isEqualTo(Health.NORMAL);

    fleet.retain(Set.of());
    assertThat(fleet.keeps(PUMP)).isTrue();
    fleet.covered(PUMP, null);
    fleet.retain(Set.of());
    assertThat(fleet.keeps(PUMP)).isFalse();
  }

  @Test
  void whatIsSaidOfAWholeDetectorIsNoKey() {
    fleet.covered(new KeyName("plant", "*"), coverage(CoverageState.WATCHED, null));

    assertThat(fleet.isCovered()).isTrue();
    assertThat(page(10).total()).isZero();
  }

  private static Coverage coverage(CoverageState state, @Nullable BlindReason reason) {
    return Coverage.newBuilder()
        .setDetector("plant")
        .setKey("pump-1")
        .setState(state)
        .setReason(reason)
        .setSince(Instant.EPOCH)
        .build();
  }

  @Test
  void aPageHasTheWorstFirstAndTheCountsAreThoseOfTheWholeFleet() {
    for (String key : List.of("a", "b", "c")) {
      fleet.scored(new KeyName("plant", key), reading(1.1));
    }
    fleet.opened(new KeyName("plant", "c"), "1");

    FleetPage page = page(2);

    assertThat(page.rows()).extracting(row -> row.name().key()).containsExactly("c", "a");
    assertThat(page.total()).isEqualTo(3);
    assertThat(page.counts())
        .isEqualTo(Map.of("plant", Map.of(Health.INCIDENT, 1, Health.NORMAL, 2)));
  }

  private FleetRow row() {
    return page(1).rows().get(0);
  }

  @Test
  void keysForWhichThereIsNoRoomAreLeftOutAndThePageSaysSo() {
    Fleet small = new Fleet(STALE, clock, 3, 30);
    FleetQuery all = new FleetQuery(null, null, null, 0, 10);
    KeyName last = new KeyName("plant", "last");

    assertThat(small.scored(new KeyName("plant", "a"), reading(1.1))).isTrue();
    assertThat(small.known(new KeyName("plant", "x".repeat(30)))).isFalse();
    assertThat(small.known(new KeyName("plant", "b"))).isTrue();
    assertThat(small.known(new KeyName("plant", "c"))).isTrue();
    small.opened(last, "1");
    assertThat(small.scored(last, reading(1.1))).isFalse();

    assertThat(small.openIncidents(last)).isEmpty();
    assertThat(small.page(all).total()).isEqualTo(3);
    assertThat(small.page(all).leavesOut()).isTrue();

    small.retain(Set.of(new KeyName("plant", "a")));
    clock.move(Duration.ofSeconds(2));

    assertThat(small.page(all).leavesOut()).isFalse();
    assertThat(small.scored(last, reading(1.1))).isTrue();
  }

  @Test
  void theKeysOfAtMostAThousandDetectorsAreCounted() {
    for (int i = 0; i < 1_100; i++) {
      fleet.known(new KeyName("detector-" + i, "pump"));
    }

    FleetPage page = page(1);

    assertThat(page.total()).isEqualTo(1_100);
    assertThat(page.counts()).hasSize(1_000);
    assertThat(page.leavesOut()).isTrue();
  }

  @Test
  void aDetectorWhoseKeysWereAllForgottenLeavesNoTimeBehind() {
    Instant ahead = clock.instant().plus(Duration.ofDays(1));
    fleet.scored(PUMP, new Reading(ahead, 0.5, 1.1, 0.5, clock.instant()));
    fleet.retain(Set.of());

    fleet.scored(PUMP, reading(1.1));

    assertThat(row().health()).isEqualTo(Health.NORMAL);
  }

  /** As it is when what was sorted before counts no longer. */
  private FleetPage page(int limit) {
    clock.move(Duration.ofSeconds(2));
    return fleet.page(new FleetQuery(null, null, null, 0, limit));
  }

  private Reading reading(double threshold) {
    return new Reading(clock.instant(), 0.5, threshold, 0.5, clock.instant());
  }
}
