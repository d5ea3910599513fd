package io.tidemark.detector.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.SensorStream;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ticks of 1 s, 2 s of lateness, opens after 2, resolves after 3. */
class SensorHealthTest {
  private static final double ANY = Double.NaN;

  private final List<AnomalyAlert> alerts = new ArrayList<>();
  private SensorHealth health = watching("flatLine: 10s, gap: 20s, late: true, clockAhead: true");
  private KeyHealth state = health.start();

  @Test
  void aReadingThatDoesNotMoveIsAFlatLine() throws IOException {
    for (int second = 0; second < 15; second++) {
      observed(second, 0, second * 1000L, 4.2, second);
    }
    observed(15, 0, 15_000, 4.3, 15);
    assertThat(told()).containsExactly("FLAT_LINE OPEN 10", "FLAT_LINE RESOLVED 15");
    assertThat(alerts.get(0).getNote()).isEqualTo("current: no change for 10s.");
    assertThat(alerts.get(1).getAlertId()).isEqualTo(alerts.get(0).getAlertId());
    assertThat(alerts.get(1).getSequence()).isEqualTo(1);
    assertThat(alerts.get(1).getPeakScore()).isEqualTo(14);
  }

  @Test
  void aStillFeatureMayBeStill() throws IOException {
    health =
        new SensorHealth(
            Definitions.parse(
                Definitions.PUMP.replace("unit: A}", "unit: A, still: true}")
                    + "health: {flatLine: 10s}\n"));
    for (int second = 0; second < 30; second++) {
      observed(second, 0, second * 1000L, 4.2, ANY);
    }
    assertThat(alerts).isEmpty();
  }

  @Test
  void aSilentKeyIsAGapUntilItSpeaks() throws IOException {
    observed(5, 0, 5_000, 1, 1);
    assertThat(health.nextTimer(state)).isEqualTo(25_000);
    health.advance(state, "p", 24_999, alerts::add);
    assertThat(alerts).isEmpty();
    health.advance(state, "p", 25_000, alerts::add);
    assertThat(health.nextTimer(state)).isEqualTo(Long.MAX_VALUE);
    observed(60, 58_000, 60_000, 2, 2);
    assertThat(told()).containsExactly("GAP OPEN 25", "GAP RESOLVED 60");
    assertThat(alerts.get(1).getScore()).isEqualTo(55);
  }

  @Test
  void aGapLastsWhileWhatComesIsItselfSoFarBehind() throws IOException {
    health = watching("gap: 20s");
    observed(5, 0, 5_000, 1, 1);
    health.advance(state, "p", 25_000, alerts::add);
    observed(6, 60_000, 60_000, 2, 2);
    observed(40, 60_000, 60_000, 3, 3);
    assertThat(told()).containsExactly("GAP OPEN 25");
    assertThat(health.nextTimer(state)).isEqualTo(Long.MAX_VALUE);
    observed(41, 60_999, 60_999, 4, 4);
    assertThat(told()).containsExactly("GAP OPEN 25", "GAP RESOLVED 41");
    assertThat(alerts.get(1).getScore()).isEqualTo(36);
  }

  @Test
  void aGapIsFoundAlsoWhenWhatFollowsItIsThereBeforeTheWatermark() throws IOException {
    observed(5, 0, 5_000, 1, 1);
    observed(60, 0, 60_000, 2, 2);
    observed(58, 0, 60_000, 3, 3);
    assertThat(health.nextTimer(state)).isEqualTo(25_000);
    health.advance(state, "p", 25_000, alerts::add);
    assertThat(told()).containsExactly("GAP OPEN 25", "GAP RESOLVED 58");
    assertThat(health.nextTimer(state)).isEqualTo(80_000);
  }

  @Test
  void whatLookedLikeAGapIsNoneOnceItsEventsAreThere() throws IOException {
    observed(5, 0, 5_000, 1, 1);
    observed(40, 0, 40_000, 2, 2);
    observed(20, 0, 40_000, 3, 3);
    observed(30, 0, 40_000, 4, 4);
    health.advance(state, "p", 59_000, alerts::add);
    assertThat(alerts).isEmpty();
  }

  @Test
  void eventsThatComeLateAreToldUntilNoneComes() throws IOException {
    observed(50, 50_000, 50_000, 1, 1);
    observed(40, 50_000, 50_000, 1, 1);
    assertThat(alerts).isEmpty();
    observed(41, 50_500, 50_500, 1, 1);
    assertThat(health.nextTimer(state)).isEqualTo(53_500);
    health.advance(state, "p", 53_500, alerts::add);
    assertThat(told()).containsExactly("LATE OPEN 50", "LATE RESOLVED 53");
    assertThat(alerts.get(0).getNote()).startsWith("Events come late by 10s");
  }

  @Test
  void eventsFromTheFutureAreAClockAhead() throws IOException {
    observed(100, 0, 10_000, 1, 1);
    observed(101, 0, 11_000, 2, 2);
    for (int second = 12; second < 15; second++) {
      observed(second, 0, second * 1000L, second, second);
    }
    assertThat(told()).containsExactly("CLOCK_AHEAD OPEN 101", "CLOCK_AHEAD RESOLVED 101");
    assertThat(alerts.get(0).getScore()).isEqualTo(90);
  }

  @Test
  void aForgottenKeysAilmentsAreResolved() throws IOException {
    observed(5, 0, 5_000, 1, 1);
    health.advance(state, "p", 25_000, alerts::add);
    SensorHealth.forget("pump", state, "p", alerts::add);
    assertThat(alerts)
        .extracting(AnomalyAlert::getState)
        .containsExactly(AlertState.OPEN, AlertState.RESOLVED);
  }

  @Test
  void anEventIsLateOnceItsTickIsClosed() throws IOException {
    observed(40, 42_998, 50_000, 1, 1);
    observed(41, 42_998, 50_000, 1, 1);
    assertThat(health.nextTimer(state)).isEqualTo(61_000);
    observed(40, 42_999, 50_000, 1, 1);
    assertThat(health.nextTimer(state)).isEqualTo(45_999);
    assertThat(alerts).isEmpty();
    observed(39, 42_999, 50_000, 1, 1);
    assertThat(told()).containsExactly("LATE OPEN 42");
    assertThat(alerts.get(0).getScore()).isEqualTo(3.999);
  }

  @Test
  void lateEventsAreNotOverBeforeTheyHaveBeenAwayLongEnough() throws IOException {
    observed(40, 50_000, 50_000, 1, 1);
    observed(41, 50_000, 50_000, 1, 1);
    health.advance(state, "p", 52_999, alerts::add);
    assertThat(told()).containsExactly("LATE OPEN 50");
    health.advance(state, "p", 53_000, alerts::add);
    assertThat(told()).containsExactly("LATE OPEN 50", "LATE RESOLVED 53");
    assertThat(health.nextTimer(state)).isEqualTo(61_000);
  }

  @Test
  void lateEventsFarApartAreNotAddedUp() throws IOException {
    observed(40, 50_000, 50_000, 1, 1);
    health.advance(state, "p", 53_000, alerts::add);
    observed(50, 60_000, 60_000, 2, 2);
    assertThat(alerts).isEmpty();
  }

  @Test
  void aClockMayBeAheadByTheLateness() throws IOException {
    for (int second = 12; second < 20; second++) {
      observed(second, 0, second * 1000 - 2000, second, second);
    }
    assertThat(alerts).isEmpty();
    observed(20, 0, 17_999, 20, 20);
    observed(21, 0, 18_999, 21, 21);
    assertThat(told()).containsExactly("CLOCK_AHEAD OPEN 21");
    assertThat(alerts.get(0).getScore()).isEqualTo(2.001);
  }

  @Test
  void aClockAheadIsOverAfterSoManyEventsInARowAndTellsItsWorst() throws IOException {
    observed(20, 0, 10_000, 1, 1);
    observed(21, 0, 11_000, 2, 2);
    observed(42, 0, 12_000, 3, 3);
    observed(23, 0, 13_000, 4, 4);
    observed(14, 0, 14_000, 5, 5);
    observed(15, 0, 15_000, 6, 6);
    observed(26, 0, 16_000, 7, 7);
    observed(17, 0, 17_000, 8, 8);
    observed(18, 0, 18_000, 9, 9);
    assertThat(told()).containsExactly("CLOCK_AHEAD OPEN 21");
    observed(44, 0, 44_000, 10, 10);
    assertThat(told()).containsExactly("CLOCK_AHEAD OPEN 21", "CLOCK_AHEAD RESOLVED 44");
    assertThat(alerts.get(1).getPeakScore()).isEqualTo(30);
  }

  @Test
  void everyAilmentOfAForgottenKeyIsResolved() throws IOException {
    for (int second = 0; second < 11; second++) {
      observed(second, 28_000, 0, 4.2, second);
    }
    health.advance(state, "p", 30_000, alerts::add);
    List<AlertKind> open = alerts.stream().map(AnomalyAlert::getKind).toList();
    assertThat(open)
        .containsExactlyInAnyOrder(
            AlertKind.FLAT_LINE, AlertKind.GAP, AlertKind.LATE, AlertKind.CLOCK_AHEAD);
    alerts.clear();
    SensorHealth.forget("pump", state, "p", alerts::add);
    assertThat(alerts).extracting(AnomalyAlert::getKind).containsExactlyInAnyOrderElementsOf(open);
    assertThat(alerts).extracting(AnomalyAlert::getState).containsOnly(AlertState.RESOLVED);
    alerts.clear();
    SensorHealth.forget("pump", state, "p", alerts::add);
    assertThat(alerts).isEmpty();
  }

  @Test
  void knowsTheNewestOfAKeysEvents() throws IOException {
    assertThat(health.newest(state)).isEqualTo(Long.MIN_VALUE);
    observed(5, 0, 5_000, 1, 1);
    observed(4, 0, 5_000, 1, 1);
    assertThat(health.newest(state)).isEqualTo(5_000);
  }

  @Test
  void aStateFitsTheNumberOfFeaturesThatItWasMadeFor() {
    assertThat(health.fits(state)).isTrue();
    assertThat(health.fits(new KeyHealth(1))).isFalse();
  }

  @Test
  void eachKindHasItsOwnSwitch() throws IOException {
    health = watching("gap: 20s");
    for (int second = 0; second < 60; second++) {
      observed(second, 100_000, 0, 1, 1);
    }
    assertThat(alerts).isEmpty();
    health.advance(state, "p", 100_000, alerts::add);
    assertThat(alerts).extracting(AnomalyAlert::getKind).containsExactly(AlertKind.GAP);
  }

  @Test
  void aStateOfTheFirstVersionDoesNotKnowForWhenItsTimerIs() throws IOException {
    observed(5, 0, 5_000, 1, 1);
    state.timer(25_000);
    ByteArrayOutputStream second = new ByteArrayOutputStream();
    state.write(new DataOutputStream(second));
    byte[] first = Arrays.copyOf(second.toByteArray(), second.size() - Long.BYTES + 1);
    first[first.length - 1] = 1;
    KeyHealth read = KeyHealth.readVersion1(new DataInputStream(new ByteArrayInputStream(first)));
    assertThat(read.timer()).isEqualTo(Long.MAX_VALUE);
    assertThat(health.newest(read)).isEqualTo(5_000);
    assertThat(health.nextTimer(read)).isEqualTo(25_000);
  }

  private static SensorHealth watching(String options) {
    return new SensorHealth(Definitions.parse(Definitions.PUMP + "health: {" + options + "}\n"));
  }

  /** Each time through the state's binary form. */
  private void observed(long second, long watermark, long clock, double... values)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    state.write(new DataOutputStream(bytes));
    state = KeyHealth.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    health.observed(
        state, SensorStream.at("p", second * 1000, 0, values), watermark, clock, alerts::add);
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
