package io.tidemark.detector.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.RoundTrip;
import io.tidemark.detector.alert.FleetCoverage.Change;
import io.tidemark.detector.alert.FleetCoverage.Limit;
import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.BlindReason;
import io.tidemark.schemas.CoverageState;
import io.tidemark.schemas.Severity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Nine of ten keys must be watched; less is borne for 30 s. */
class FleetCoverageTest {
  private static final Limit LIMIT = new Limit(0.9, 30_000);

  private FleetCoverage fleet = new FleetCoverage();
  private final List<AnomalyAlert> alerts = new ArrayList<>();

  @Test
  void alertsWhenTooFewOfTheKeysThatWereWatchedAreAndResolvesWhenTheyAreAgain() {
    tenKeys();
    blind(1, BlindReason.GAP, 1_000);
    advance(100_000);
    assertThat(alerts).isEmpty(); // nine of ten

    blind(1, BlindReason.SILENT, 101_000);
    advance(130_999);
    assertThat(alerts).isEmpty();
    advance(131_000);
    blind(-1, BlindReason.SILENT, 140_000);

    assertThat(alerts)
        .extracting(AnomalyAlert::getState)
        .containsExactly(AlertState.OPEN, AlertState.RESOLVED);
    AnomalyAlert open = alerts.get(0);
    assertThat(open.getKind()).isEqualTo(AlertKind.BLIND);
    assertThat(open.getKey()).isEqualTo("*");
    assertThat(open.getNote())
        .startsWith("2 of 10 keys that were watched are not now")
        .contains("1 gap", "1 silent");
    assertThat(alerts.get(1).getAlertId()).isEqualTo(open.getAlertId());
  }

  @Test
  void isToldAgainWhenItsSeverityRises() {
    tenKeys();
    blind(2, BlindReason.GAP, 1_000);
    advance(31_000);
    blind(2, BlindReason.GAP, 40_000);
    fleet = RoundTrip.of(fleet, FleetCoverage::write, FleetCoverage::read);
    blind(5, BlindReason.SILENT, 50_000);
    blind(-9, BlindReason.GAP, 60_000);

    assertThat(alerts)
        .extracting(alert -> alert.getSequence() + " " + alert.getState())
        .containsExactly("0 OPEN", "1 UPDATE", "2 UPDATE", "3 RESOLVED");
    assertThat(alerts)
        .extracting(AnomalyAlert::getSeverity)
        .containsExactly(Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL, Severity.CRITICAL);
    assertThat(alerts.get(2).getNote()).startsWith("8 of 10 keys");
    assertThat(alerts.get(2).getChange()).isEqualTo(AlertChange.SEVERITY);
  }

  @Test
  void aShortGapIsNoAlert() {
    tenKeys();
    blind(5, BlindReason.GAP, 1_000);
    blind(-5, BlindReason.GAP, 30_000);
    advance(1_000_000);

    assertThat(alerts).isEmpty();
  }

  @Test
  void keysThatHaveNeverBeenWatchedDoNotCount() {
    tenKeys();
    for (int key = 0; key < 100; key++) {
      take(new Change("pump", 1, 0, 0, null, null, 1_000, LIMIT));
    }
    advance(1_000_000);

    assertThat(alerts).isEmpty();
    assertThat(fleet.whole("pump").getDetail()).isEqualTo("10 of 110 keys are watched");
  }

  @Test
  void keysThatAreForgottenCountNoMore() {
    tenKeys();
    blind(2, BlindReason.SILENT, 1_000);
    advance(100_000);
    for (int key = 0; key < 2; key++) {
      take(new Change("pump", -1, -1, 0, BlindReason.SILENT, null, 200_000, LIMIT));
    }

    assertThat(alerts)
        .extracting(AnomalyAlert::getState)
        .containsExactly(AlertState.OPEN, AlertState.RESOLVED);
  }

  @Test
  void withoutALimitNothingIsAnAlertAndOneThatIsOpenEnds() {
    tenKeys();
    blind(5, BlindReason.GAP, 1_000);
    advance(100_000);
    take(Change.ofLimit("pump", new Limit(0, 30_000)));

    assertThat(alerts)
        .extracting(AnomalyAlert::getState)
        .containsExactly(AlertState.OPEN, AlertState.RESOLVED);
  }

  @Test
  void theDetectorAsAWholeIsBlindWhileItIsUnderItsLimit() {
    assertThat(fleet.whole("pump").getState()).isEqualTo(CoverageState.WARMING_UP);
    tenKeys();
    assertThat(fleet.whole("pump").getState()).isEqualTo(CoverageState.WATCHED);
    blind(2, BlindReason.LATE, 1_000);

    assertThat(fleet.whole("pump").getState()).isEqualTo(CoverageState.BLIND);
    assertThat(fleet.whole("pump").getReason()).isEqualTo(BlindReason.LATE);
  }

  @Test
  void whatIsKnownOutlivesARestore() {
    tenKeys();
    blind(2, BlindReason.LATE, 1_000);
    fleet = RoundTrip.of(fleet, FleetCoverage::write, FleetCoverage::read);
    advance(31_000);
    fleet = RoundTrip.of(fleet, FleetCoverage::write, FleetCoverage::read);
    blind(-2, BlindReason.LATE, 50_000);

    assertThat(alerts)
        .extracting(AnomalyAlert::getState)
        .containsExactly(AlertState.OPEN, AlertState.RESOLVED);
  }

  private void tenKeys() {
    for (int key = 0; key < 10; key++) {
      take(new Change("pump", 1, 0, 0, null, null, 0, LIMIT));
      take(new Change("pump", 0, 1, 1, null, null, 0, LIMIT));
    }
  }

  /** So many keys fall blind; fewer than 0: are watched again. */
  private void blind(int keys, BlindReason reason, long millis) {
    for (int key = 0; key < Math.abs(keys); key++) {
      take(
          keys > 0
              ? new Change("pump", 0, 0, -1, null, reason, millis, LIMIT)
              : new Change("pump", 0, 0, 1, reason, null, millis, LIMIT));
    }
  }

  private void take(Change change) {
    add(fleet.changed(change));
  }

  private void advance(long millis) {
    add(fleet.advance("pump", millis));
  }

  private void add(@Nullable AnomalyAlert alert) {
    if (alert != null) {
      alerts.add(alert);
    }
  }
}
