package io.tidemark.detector.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.RoundTrip;
import io.tidemark.detector.SensorStream;
import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ticks of 1 s, 2 s of lateness, opens after 2, resolves after 3. */
class SensorHealthTest {

  private final List<AnomalyAlert> alerts = new ArrayList<>();
  private SensorHealth health =
      watching("flatLine: 10s, gap: 20s, late: true, clockAhead: true, clockBehind: true");
  private KeyHealth state = health.start();

  @Test
  void aSilentKeyIsAGapUntilItSpeaks() {
    observed(5, 1, 1);
    assertThat(health.due(state)).isEqualTo(25_000);
    health.advance(state, "p", 24_999, alerts::add);
    assertThat(alerts).isEmpty();
    health.advance(state, "p", 25_000, alerts::add);
    assertThat(health.due(state)).isEqualTo(85_000);
    observed(60, 2, 2);
    assertThat(told()).containsExactly("GAP OPEN 25", "GAP RESOLVED 60");
    assertThat(alerts.get(1).getSeverity()).isEqualTo(Severity.MEDIUM);
    assertThat(alerts.get(1).getScore()).isZero();
    assertThat(alerts.get(1).getPeakScore()).isEqualTo(55);
    assertThat(alerts.get(1).getNormalSince()).isEqualTo(Instant.ofEpochSecond(60));
  }

  @Test
  void aGapIsFoundAlsoWhenOnlyTheNextEventOfTheKeyBringsIt() {
    observed(5, 1, 1);
    observed(60, 2, 2);
    assertThat(told()).containsExactly("GAP OPEN 25", "GAP RESOLVED 60");
    assertThat(health.due(state)).isEqualTo(80_000);
  }

  @Test
  void aGapIsReportedAgainWhenItIsHighAndCriticalWheneverTheLogIsSeen() {
    observed(5, 1, 1);
    for (long second = 20; second < 1000; second++) {
      state = RoundTrip.of(state, KeyHealth::write, KeyHealth::read);
      health.advance(state, "p", second * 1000, alerts::add);
    }
    assertThat(told()).containsExactly("GAP OPEN 25", "GAP UPDATE 85", "GAP UPDATE 165");
    assertThat(alerts)
        .extracting(alert -> alert.getPreviousSeverity() + " " + alert.getSeverity())
        .containsExactly("null LOW", "LOW HIGH", "HIGH CRITICAL");
    assertThat(alerts)
        .extracting(AnomalyAlert::getChange)
        .containsExactly(null, AlertChange.SEVERITY, AlertChange.SEVERITY);
    assertThat(alerts.get(2).getNote()).isEqualTo("No event for 160s.");
    assertThat(health.due(state)).isEqualTo(Long.MAX_VALUE);

    List<AnomalyAlert> stepwise = List.copyOf(alerts);
    alerts.clear();
    state = health.start();
    observed(5, 1, 1);
    health.advance(state, "p", 1_000_000, alerts::add);
    assertThat(alerts).isEqualTo(stepwise);
  }

  @Test
  void aGapIsASilenceOfTheLogAndNotOfEventTime() {
    observed(5, 1, 1);
    observedAt(60_000, 6_000, 2, 2); // the device's own time leaps
    observedAt(61_000, 25_999, 3, 3);
    assertThat(alerts).extracting(AnomalyAlert::getKind).doesNotContain(AlertKind.GAP);
    observedAt(62_000, 46_000, 4, 4); // and here it seems to go on
    assertThat(alerts)
        .filteredOn(alert -> alert.getKind() == AlertKind.GAP)
        .extracting(AnomalyAlert::getState)
        .containsExactly(AlertState.OPEN, AlertState.RESOLVED);
  }

  @Test
  void whatADeviceHasStoredEndsItsGapOnce() {
    observed(5, 1, 1);
    health.advance(state, "p", 65_000, alerts::add);
    for (int second = 6; second < 65; second++) {
      observedAt(second * 1000L, 65_000, second, second);
    }
    assertThat(told()).containsExactly("GAP OPEN 25", "GAP RESOLVED 25");
    assertThat(alerts.get(1).getPeakScore()).isEqualTo(60);
  }

  @Test
  void noGapIsCertainWhileAnotherPartitionMayHoldTheKeysEvents() {
    observed(5, 1, 1);
    observed(40, 40_000, 20_000, true, 2, 2); // elsewhere the log is read up to 20 s
    assertThat(alerts).isEmpty();
    observed(20, 20_000, 20_000, true, 3, 3);
    health.advance(state, "p", 59_999, alerts::add);
    assertThat(alerts).isEmpty();
    health.advance(state, "p", 60_000, alerts::add);
    assertThat(told()).containsExactly("GAP OPEN 60");
  }

  @Test
  void eventsThatComeLateAreToldUntilNoneComes() {
    observed(50, 1, 1);
    late(40, 50_000);
    assertThat(alerts).isEmpty();
    late(41, 50_500);
    assertThat(health.due(state)).isEqualTo(60_500);
    health.advance(state, "p", 60_499, alerts::add);
    assertThat(told()).containsExactly("LATE OPEN 50");
    assertThat(alerts.get(0).getNote()).startsWith("Events come late by 9s");
    health.advance(state, "p", 60_500, alerts::add);
    assertThat(told()).containsExactly("LATE OPEN 50", "LATE RESOLVED 50");
    assertThat(alerts.get(1).getPeakScore()).isEqualTo(9);
    assertThat(health.due(state)).isEqualTo(70_500);
  }

  @Test
  void lateEventsAreOverAlsoWhenOnlyTheNextEventOfTheKeyBringsIt() {
    observed(50, 1, 1);
    late(40, 50_000);
    late(41, 50_000);
    observed(60, 2, 2);
    assertThat(told()).containsExactly("LATE OPEN 50", "LATE RESOLVED 50");
  }

  @Test
  void lateEventsAreToldAgainWhenTheirSeverityRises() {
    observed(50, 1, 1);
    late(47, 50_000);
    late(47, 50_000);
    late(46, 50_000);
    late(41, 50_000);

    assertThat(alerts)
        .extracting(alert -> alert.getState() + " " + alert.getSeverity())
        .containsExactly("OPEN LOW", "UPDATE HIGH");
    assertThat(alerts.get(1).getNote()).isEqualTo("Events come late by 9s and are left out.");
  }

  @Test
  void lateEventsFarApartAreNotAddedUp() {
    observed(50, 1, 1);
    late(40, 50_000);
    observed(62, 2, 2);
    late(40, 63_000);
    assertThat(alerts).isEmpty();
    late(40, 63_000);
    assertThat(told()).containsExactly("LATE OPEN 62");
  }

  @Test
  void eventsFromTheFutureAreAClockAhead() {
    observedAt(100_000, 10_000, 1, 1);
    observedAt(101_000, 11_000, 2, 2);
    for (int second = 12; second < 22; second++) {
      observed(second, second, second);
    }
    assertThat(told()).containsExactly("CLOCK_AHEAD OPEN 101", "CLOCK_AHEAD RESOLVED 101");
    assertThat(alerts.get(0).getScore()).isEqualTo(90);
  }

  @Test
  void aClockMayBeAheadByTheLateness() {
    for (int second = 12; second < 20; second++) {
      observedAt(second * 1000L, second * 1000L - 2000, second, second);
    }
    assertThat(alerts).isEmpty();
    observedAt(20_000, 17_999, 20, 20);
    observedAt(21_000, 18_999, 21, 21);
    assertThat(told()).containsExactly("CLOCK_AHEAD OPEN 21");
    assertThat(alerts.get(0).getScore()).isEqualTo(2.001);
  }

  @Test
  void aClockAheadIsOverAfterTenEventsInARowAndTellsItsWorst() {
    observedAt(20_000, 10_000, 1, 1);
    observedAt(21_000, 11_000, 2, 2);
    observedAt(42_000, 12_000, 3, 3);
    observedAt(23_000, 13_000, 4, 4);
    observed(14, 5, 5);
    observed(15, 6, 6);
    observedAt(26_000, 16_000, 7, 7);
    for (int second = 17; second < 26; second++) {
      observed(second, second, second);
    }
    assertThat(told()).containsExactly("CLOCK_AHEAD OPEN 21", "CLOCK_AHEAD UPDATE 42");
    assertThat(alerts.get(1).getNote()).isEqualTo("The device's clock is ahead by 30s.");
    observed(35, 35, 35);
    assertThat(told()).last().isEqualTo("CLOCK_AHEAD RESOLVED 42");
    assertThat(alerts.get(2).getPeakScore()).isEqualTo(30);
  }

  @Test
  void aClockFarBehindTheLogIsTold() {
    observedAt(0, 600_000, 1, 1);
    observedAt(1000, 601_000, 2, 2); // ten minutes behind may still be a device slow to send
    assertThat(alerts).isEmpty();
    observedAt(2000, 602_001, 3, 3);
    observedAt(3000, 603_001, 4, 4);
    assertThat(told()).containsExactly("CLOCK_BEHIND OPEN 3");
    assertThat(alerts.get(0).getNote()).isEqualTo("The device's clock is behind by 10m.");
    assertThat(alerts.get(0).getScore()).isEqualTo(600.001);
    for (int second = 604; second < 614; second++) {
      observed(second, second, second);
    }
    assertThat(told()).containsExactly("CLOCK_BEHIND OPEN 3", "CLOCK_BEHIND RESOLVED 613");
  }

  @Test
  void everyConditionOfAForgottenKeyIsResolvedOnce() {
    for (int second = 0; second < 11; second++) {
      observedAt(second * 1000L, second * 1000L, 4.2, second);
    }
    late(1, 11_000);
    late(2, 11_000);
    observedAt(20_000, 12_000, 4.2, 20);
    observedAt(21_000, 12_000, 4.2, 21);
    observedAt(22_000, 1_000_000, 4.2, 22);
    observedAt(23_000, 1_000_000, 4.2, 23);
    health.advance(state, "p", 1_000_000, alerts::add);
    health.advance(state, "p", 1_020_000, alerts::add);
    List<AlertKind> open =
        alerts.stream()
            .collect(java.util.stream.Collectors.groupingBy(AnomalyAlert::getKind))
            .entrySet()
            .stream()
            .filter(
                e -> e.getValue().get(e.getValue().size() - 1).getState() != AlertState.RESOLVED)
            .map(java.util.Map.Entry::getKey)
            .toList();
    assertThat(open)
        .containsExactlyInAnyOrder(
            AlertKind.FLAT_LINE, AlertKind.GAP, AlertKind.CLOCK_AHEAD, AlertKind.CLOCK_BEHIND);
    alerts.clear();
    SensorHealth.forget("pump", state, "p", alerts::add);
    assertThat(alerts).extracting(AnomalyAlert::getKind).containsExactlyInAnyOrderElementsOf(open);
    assertThat(alerts).extracting(AnomalyAlert::getState).containsOnly(AlertState.RESOLVED);
    alerts.clear();
    SensorHealth.forget("pump", state, "p", alerts::add);
    assertThat(alerts).isEmpty();
  }

  /** A key may be known for long when its health is first watched. */
  @Test
  void aKeyWhoseFirstEventThatIsWatchedDoesNotFitHasItsGapAtATimeThatCanBeWritten() {
    late(5, 100_000);
    health.advance(state, "p", 120_000, alerts::add);

    assertThat(told()).containsExactly("GAP OPEN 25");
    assertThat(RoundTrip.of(state, KeyHealth::write, KeyHealth::read).newest).isEqualTo(5_000);
  }

  @Test
  void aFirstTimeFarAheadIsNotBelieved() {
    observed(1_000_000_000L, 100_000, 100_000, false, new double[] {1, 1}, 0);
    health.advance(state, "p", 120_000, alerts::add);

    assertThat(told()).containsExactly("GAP OPEN 120");
  }

  @Test
  void aStateFitsTheNumberOfFeaturesThatItWasMadeFor() {
    assertThat(health.fits(state)).isTrue();
    assertThat(health.fits(new KeyHealth(1))).isFalse();
  }

  @Test
  void eachKindHasItsOwnSwitch() {
    health = watching("flatLine: off, gap: 20s, late: false");
    for (int second = 0; second < 60; second++) {
      observed(second, 0, 0, second % 2 == 0, 1, 1);
    }
    observedAt(0, 19_999, 1, 1);
    assertThat(alerts).isEmpty();
    health.advance(state, "p", 100_000, alerts::add);
    assertThat(alerts).extracting(AnomalyAlert::getKind).containsOnly(AlertKind.GAP);
  }

  @Test
  void whatIsOpenIsResolvedWhenItIsWatchedNoMore() {
    for (int second = 0; second < 12; second++) {
      observed(second, 4.2, second);
    }
    health = watching("flatLine: off, gap: 20s");
    observed(12, 4.2, 12);
    assertThat(told()).containsExactly("FLAT_LINE OPEN 11", "FLAT_LINE RESOLVED 11");
  }

  private static SensorHealth watching(String options) {
    return new SensorHealth(Definitions.parse(Definitions.PUMP + "health: {" + options + "}\n"));
  }

  /** An event that is written to the log when it is made. */
  private void observed(long second, double... values) {
    observedAt(second * 1000, second * 1000, values);
  }

  private void observedAt(long eventMillis, long logMillis, double... values) {
    observed(eventMillis, logMillis, logMillis, true, values, 0);
  }

  private void late(long second, long logMillis) {
    observed(second * 1000, logMillis, logMillis, false, new double[] {1, 1}, 0);
  }

  private void observed(
      long second, long logMillis, long certain, boolean fits, double current, double pressure) {
    observed(second * 1000, logMillis, certain, fits, new double[] {current, pressure}, 0);
  }

  /** Each time through the state's binary form. */
  private void observed(
      long eventMillis, long log, long certain, boolean fits, double[] values, long offset) {
    state = RoundTrip.of(state, KeyHealth::write, KeyHealth::read);
    health.observed(
        state, SensorStream.at("p", eventMillis, offset, values), log, certain, fits, alerts::add);
    if (fits) {
      long tick = Math.floorDiv(eventMillis, 1000L);
      health.closed(state, "p", 1, tick, values, new NoAnomaly(), alerts::add);
    }
  }

  private List<String> told() {
    return alerts.stream()
        .map(
            alert ->
                alert.getKind()
                    + " "
                    + alert.getState()
                    + " "
                    + alert.getUpdatedAt().getEpochSecond())
        .toList();
  }
}
