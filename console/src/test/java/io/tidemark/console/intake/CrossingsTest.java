package io.tidemark.console.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.MovingClock;
import io.tidemark.console.detector.Crossings;
import io.tidemark.console.fleet.Fleet;
import io.tidemark.console.store.History;
import io.tidemark.console.store.Position;
import io.tidemark.schemas.Sensitivity;
import io.tidemark.schemas.WindowScore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrossingsTest {
  private static final Instant START = Instant.parse("2026-01-05T06:00:00Z");

  @TempDir Path folder;
  private final MovingClock clock = new MovingClock(START.plus(Duration.ofDays(30)));
  private History history;
  private HistoryWriter writer;
  private long offset;

  @BeforeEach
  void open() {
    history = History.open(folder, null, clock);
    writer = writer();
    writer.startOver();
  }

  @AfterEach
  void close() {
    history.close();
  }

  private HistoryWriter writer() {
    Fleet fleet = new Fleet(Duration.ofMinutes(5), clock);
    return new HistoryWriter(
        history, fleet, "alerts", "incident-actions", Duration.ofDays(90), clock);
  }

  @Test
  void countsHowOftenEvidenceRisesToEachThreshold() {
    scores("a", 20.0, 0, 12, 5, 11, 25, 35, 32, 0);
    scores("b", 20.0, 3, 21, 8);
    writer.flush();

    Crossings plant = plant();
    assertThat(plant.of(Sensitivity.HIGH)).isEqualTo(3);
    assertThat(plant.of(Sensitivity.NORMAL)).isEqualTo(2);
    assertThat(plant.of(Sensitivity.LOW)).isEqualTo(1);
    assertThat(plant.observed()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void aThresholdAboveTheKeysOwnHasARangeSinceNoEvidenceGathersInAnIncident() {
    scores("a", 20.0, 0, 21, 21, 0, 22, 0, 31, 0, 11);
    writer.flush();

    Crossings plant = plant();
    assertThat(plant.of(Sensitivity.LOW)).isEqualTo(1);
    assertThat(plant.atMost(Sensitivity.LOW)).isEqualTo(3);
    assertThat(plant.atMost(Sensitivity.NORMAL)).isEqualTo(3);
    assertThat(plant.atMost(Sensitivity.HIGH)).isEqualTo(4);
  }

  @Test
  void whatAKeyLearnsFromInItsWarmUpIsNoEvidence() {
    scores("a", null, 50, 5, 50);
    scores("a", 20.0, 15);
    writer.flush();

    assertThat(plant().of(Sensitivity.HIGH)).isEqualTo(1);
    assertThat(plant().of(Sensitivity.NORMAL)).isZero();
  }

  @Test
  void scoresThatAreReadAgainAfterAFailureOrARestartCountOnce() {
    scores("a", 20.0, 0, 12);
    writer.flush();
    scores("a", 20.0, 25); // read, and not kept yet
    writer.startOver();
    second = 2;
    scores("a", 20.0, 25);
    writer.flush();
    writer = writer();
    writer.startOver();
    second = 1;
    scores("a", 20.0, 12, 25, 26);
    writer.flush();

    assertThat(plant().of(Sensitivity.HIGH)).isEqualTo(1);
    assertThat(plant().of(Sensitivity.NORMAL)).isEqualTo(1);
  }

  @Test
  void theNewestDaysAreKeptAndDaysThatHaveNotComeAreNot() {
    for (int day = 0; day < 10; day++) {
      second = day * 86_400L;
      scores("a", 20.0, 0, 12);
    }
    second = 365 * 86_400L;
    scores("a", 20.0, 0, 12);
    writer.flush();

    assertThat(plant().of(Sensitivity.HIGH)).isEqualTo(7);
    assertThat(plant().observed()).isEqualTo(Duration.ofSeconds(7));
    assertThat(plant().to()).isEqualTo(START.plus(Duration.ofDays(9)).plusSeconds(1));

    clock.move(Duration.ofDays(120));
    assertThat(history.forget(Duration.ofDays(90))).isTrue();
    assertThat(history.crossings()).isEmpty();
  }

  private long second;

  private Crossings plant() {
    return Objects.requireNonNull(history.crossings().get("plant"));
  }

  /** A key's next scores, a second apart. */
  private void scores(String key, @Nullable Double threshold, double... scores) {
    List<Arrival> arrivals = new ArrayList<>();
    long at = key.equals("a") ? second : 0;
    for (double score : scores) {
      Instant end = START.plusSeconds(at++);
      arrivals.add(
          Arrival.of(
              WindowScore.newBuilder()
                  .setDetector("plant")
                  .setKey(key)
                  .setWindowStart(end.minusSeconds(30))
                  .setWindowEnd(end)
                  .setScore(score)
                  .setThreshold(threshold)
                  .setAnomalous(false)
                  .setImputedShare(0)
                  .setModelVersion("1")
                  .build()));
    }
    if (key.equals("a")) {
      second = at;
    }
    writer.write(arrivals, List.of(new Position("scores", 0, offset += scores.length)));
  }
}
