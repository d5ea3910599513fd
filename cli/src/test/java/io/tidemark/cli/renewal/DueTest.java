package io.tidemark.cli.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.renewal.DriftWatch.Drift;
import io.tidemark.detector.definition.Promotion;
import io.tidemark.detector.definition.Retraining;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DueTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  private static Retraining retrain(@Nullable Duration every, boolean onDrift) {
    return new Retraining(every, onDrift, null, Duration.ofHours(1), Promotion.AUTOMATIC);
  }

  private static Instant day(int day) {
    return START.plus(DAY.multipliedBy(day));
  }

  /** Days on which a model is trained, of a month in which each training makes a file. */
  private static List<Integer> trainings(Retraining retrain, Drift... drifts) {
    List<Integer> days = new ArrayList<>();
    Instant last = START;
    for (int day = 1; day <= 30; day++) {
      Drift newest = null;
      for (Drift drift : drifts) {
        newest = drift.since().isAfter(day(day)) ? newest : drift;
      }
      if (Due.reason(retrain, last, day(day), newest) != null) {
        days.add(day);
        last = day(day);
      }
    }
    return days;
  }

  @Test
  void aModelIsTrainedEachTimeTheIntervalHasPassed() {
    assertThat(trainings(retrain(Duration.ofDays(7), false))).containsExactly(7, 14, 21, 28);
  }

  @Test
  void anAlertOfDriftIsAReasonAtOnceAndTheIntervalCountsFromThere() {
    Drift over = new Drift(day(10).minusSeconds(5), false);
    assertThat(trainings(retrain(Duration.ofDays(7), true), over)).containsExactly(7, 10, 17, 24);
    assertThat(trainings(retrain(null, true), over)).containsExactly(10);
  }

  @Test
  void anAlertOfDriftThatStaysOpenIsAReasonEachDay() {
    Drift open = new Drift(day(28).minusSeconds(5), true);
    assertThat(trainings(retrain(null, true), open)).containsExactly(28, 29, 30);
  }

  @Test
  void driftIsNoReasonWhereTheDefinitionDoesNotSaySo() {
    Drift open = new Drift(day(3), true);
    assertThat(trainings(retrain(Duration.ofDays(20), false), open)).containsExactly(20);
  }

  @Test
  void theReasonNamesTheTimes() {
    Retraining weekly = retrain(Duration.ofDays(7), true);
    assertThat(Due.reason(weekly, START, day(7), null))
        .isEqualTo("the newest model was trained at 2026-03-01T00:00:00Z and retrain.every is 7d");
    assertThat(Due.reason(weekly, START, day(2), new Drift(day(1), true)))
        .isEqualTo("an alert DRIFT came at 2026-03-02T00:00:00Z");
    assertThat(Due.reason(weekly, day(1), day(2), new Drift(START, true)))
        .isEqualTo("the alert DRIFT of 2026-03-01T00:00:00Z is still open");
  }
}
