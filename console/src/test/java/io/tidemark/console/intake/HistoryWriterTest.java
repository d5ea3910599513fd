package io.tidemark.console.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.Alerts;
import io.tidemark.console.MovingClock;
import io.tidemark.console.Warnings;
import io.tidemark.console.action.Actions;
import io.tidemark.console.action.Standing;
import io.tidemark.console.fleet.Fleet;
import io.tidemark.console.fleet.FleetQuery;
import io.tidemark.console.fleet.KeyName;
import io.tidemark.console.signal.SignalBucket;
import io.tidemark.console.store.History;
import io.tidemark.console.store.IncidentDetails;
import io.tidemark.console.store.IncidentQuery;
import io.tidemark.console.store.Position;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.FeatureSignal;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.IncidentActionKind;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.WindowScore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryWriterTest {
  private static final Duration RETENTION = Duration.ofDays(90);

  @TempDir Path folder;
  private final MovingClock clock = new MovingClock(Alerts.OPENED);
  private final Fleet fleet = new Fleet(Duration.ofMinutes(5), clock);
  private History history;
  private HistoryWriter writer;
  private long offset;

  @BeforeEach
  void open() {
    history = History.open(folder, null, clock);
    writer = new HistoryWriter(history, fleet, "alerts", "incident-actions", RETENTION, clock);
  }

  @AfterEach
  void close() {
    history.close();
  }

  @Test
  void aScoreBelongsToEveryIncidentOfItsKeyThatLasts() {
    keep(Arrival.of(Alerts.opened("gap", "pump")), Arrival.of(Alerts.opened("anomaly", "pump")));
    keep(score("pump", 1));
    keep(Arrival.of(Alerts.message("anomaly", 1, AlertState.RESOLVED, Severity.HIGH, "pump")));
    keep(score("pump", 2));
    writer.flush();

    assertThat(scores("gap")).isEqualTo(2);
    assertThat(scores("anomaly")).isEqualTo(1);
  }

  @Test
  void scoresThatGatheredAreKeptAlsoWhenPartitionsAreLookedForMeanwhile() {
    keep(score("pump", 1));

    writer.positions();
    writer.flush();

    assertThat(keysWithScores()).containsExactly("pump");
  }

  @Test
  void signalsAreKeptWithHowFarTheScoresWereReadAlsoThoseThatAreReadAgain() {
    keep(score("pump", 1, 4), score("fan", 1, 2));
    keep(score("pump", 2, 5));
    assertThat(history.positions()).extracting(Position::topic).doesNotContain("scores");
    writer.flush();
    assertThat(history.positions()).contains(new Position("scores", 0, offset));

    keep(score("pump", 2, 5), score("pump", 3, 6));
    writer.startOver(); // as after a failure: these are lost, and read again
    keep(score("pump", 2, 5), score("pump", 3, 6), score("pump", 4, 7));
    writer.flush();

    assertThat(observed("pump")).containsExactly(4f, 5f, 6f, 7f);
    assertThat(observed("fan")).containsExactly(2f);
  }

  @Test
  void theSignalsOfAFleetAreKeptInRoundsAndTheScoresCountAsReadWhenARoundIsComplete() {
    List<Arrival> fleet = new ArrayList<>();
    for (int key = 0; key < 2 * SignalBuffer.SLICE; key++) {
      fleet.add(score("pump-" + key, 1, key));
    }
    clock.move(Duration.ofSeconds(3));
    keep(fleet.toArray(Arrival[]::new));
    assertThat(history.positions()).extracting(Position::topic).doesNotContain("scores");

    clock.move(Duration.ofSeconds(3));
    keep(score("pump-0", 2, 9));
    assertThat(history.positions()).contains(new Position("scores", 0, offset - 1));

    writer.flush();
    assertThat(history.positions()).contains(new Position("scores", 0, offset));
    assertThat(observed("pump-0")).as("one bucket: there are many keys").containsExactly(9f);
    assertThat(observed("pump-9999")).containsExactly(9_999f);
  }

  @Test
  void whatIsNotHeardOfForTheRetentionIsForgotten() {
    keep(score("gone", 1), score("told", 1), score("lasts", 1));
    keep(Arrival.of(Alerts.opened("a", "told")), Arrival.of(Alerts.opened("b", "lasts")));
    keep(Arrival.of(Alerts.message("a", 1, AlertState.RESOLVED, Severity.HIGH, "told")));
    writer.flush();
    assertThat(keysOfTheFleet()).containsExactlyInAnyOrder("gone", "told", "lasts");

    clock.move(RETENTION.dividedBy(2));
    keep(Arrival.of(Alerts.message("b", 1, AlertState.UPDATE, Severity.HIGH, "lasts")));
    clock.move(RETENTION.dividedBy(2).plusHours(1));
    keep(score("new", 2));
    assertThat(writer.tidy()).isTrue();

    assertThat(keysOfTheFleet()).containsExactlyInAnyOrder("lasts", "new");
    assertThat(keysWithScores()).containsExactlyInAnyOrder("lasts", "new");
    assertThat(fleet.openIncidents(new KeyName("plant", "lasts"))).containsExactly("b");
  }

  @Test
  void anIncidentWhoseEndIsNeverToldIsForgottenToo() {
    keep(Arrival.of(Alerts.opened("a", "pump")));
    clock.move(RETENTION.dividedBy(2));
    keep(Arrival.of(Alerts.opened("b", "pump")));
    clock.move(RETENTION.dividedBy(2).plusHours(1));

    assertThat(writer.tidy()).isTrue();

    assertThat(history.details("a")).isEmpty();
    assertThat(history.details("b")).isPresent();
    assertThat(fleet.openIncidents(new KeyName("plant", "pump"))).containsExactly("b");
  }

  @Test
  void theNewestOpenIncidentsOfAKeyTakeItsScoresAndNoOthers() {
    for (int i = 0; i < 1_000; i++) {
      keep(Arrival.of(Alerts.opened("i" + i, "pump")));
    }
    keep(Arrival.of(Alerts.message("i0", 1, AlertState.UPDATE, Severity.HIGH, "pump")));

    keep(score("pump", 1));
    writer.flush();

    assertThat(scores("i0")).isZero();
    assertThat(scores("i983")).isZero();
    assertThat(scores("i984")).isEqualTo(1);
    assertThat(scores("i999")).isEqualTo(1);
  }

  @Test
  void scoresBeforeManyIncidentsAreWrittenBeforeTheyFillTheMemory() {
    for (int second = 0; second < 32; second++) {
      keep(score("pump", second));
    }
    Arrival[] opened = new Arrival[2_000];
    Arrays.setAll(opened, i -> Arrival.of(Alerts.opened("i" + i, "pump")));

    keep(opened); // 64,000 scores, and the clock stands

    assertThat(scores("i0")).isEqualTo(32);
  }

  @Test
  void aReasonIsCutForListsAndAStoryHasOnlyTheNewestOfManyLargeMessages() {
    for (int sequence = 0; sequence < 40; sequence++) {
      keep(Arrival.of(Alerts.withNote("a", sequence, 200_000)));
    }

    IncidentQuery all = IncidentQuery.all(10);
    assertThat(history.incidents(all))
        .singleElement()
        .extracting(incident -> incident.reason().length())
        .isEqualTo(500);
    assertThat(history.details("a").orElseThrow().messages())
        .hasSize(20)
        .last()
        .extracting(AnomalyAlert::getSequence)
        .isEqualTo(39);
  }

  @Test
  void aRecordThatCannotBeKeptIsPassedOverAndThoseAroundItAreKept() throws Exception {
    List<Arrival> arrivals = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      AnomalyAlert alert = Alerts.opened("i" + i, "pump-" + i);
      alert.setOpenedAt(i % 4 == 2 ? Instant.MAX : alert.getOpenedAt()); // the 2nd and the 6th
      arrivals.add(Arrival.of(alert));
      arrivals.add(score("pump-" + i, i));
    }
    clock.move(Duration.ofSeconds(3)); // so that scores are kept at once

    List<String> warned =
        Warnings.of(PassedOver.class, () -> keep(arrivals.toArray(new Arrival[0])));

    assertThat(history.messages()).isEqualTo(8);
    assertThat(history.details("i1")).isPresent();
    assertThat(history.details("i2")).isEmpty();
    assertThat(history.details("i6")).isEmpty();
    assertThat(history.details("i9")).isPresent();
    assertThat(keysWithScores()).hasSize(10);
    assertThat(history.positions()).contains(new Position("alerts", 0, offset));
    assertThat(writer.unreadable()).isEqualTo(2);
    assertThat(writer.failure()).isNull();
    assertThat(warned)
        .as("one of them, since a flood of them must not fill the log")
        .singleElement()
        .asString()
        .startsWith("Passed over 1 records so far, now A record that the history cannot take: ")
        .hasLineCount(1);

    clock.move(Duration.ofMinutes(2));
    keep(Arrival.of(Alerts.opened("after", "pump")));
    assertThat(history.details("after")).isPresent();
  }

  @Test
  void incidentsThatAreForgottenTakeNoScoresAndLeaveNoCountBehind() {
    keep(Arrival.of(Alerts.opened("a", "pump")));
    clock.move(RETENTION.plusHours(1));
    keep(score("pump", 1));
    assertThat(writer.tidy()).isTrue();

    keep(Arrival.of(Alerts.opened("b", "pump")));
    keep(score("pump", 2));
    writer.flush();

    assertThat(fleet.openIncidents()).containsExactly("b");
    assertThat(scores("b")).isGreaterThanOrEqualTo(1);
  }

  @Test
  void anActionIsKeptAtOnceAndToldToThePages() {
    keep(Arrival.of(Alerts.opened("a", "pump-a")));
    long before = writer.alertVersion();
    List<Arrival> came = new ArrayList<>();
    came.add(Arrival.of(Actions.action("a", 0, IncidentActionKind.ACKNOWLEDGE)));
    IncidentAction closed = Actions.action("a", 0, IncidentActionKind.CLOSE);
    closed.setTime(closed.getTime().minusSeconds(90)); // a clock that is behind
    came.add(Arrival.of(closed));

    writer.write(came, List.of(new Position("incident-actions", 0, 2)));

    IncidentDetails details = history.details("a").orElseThrow();
    assertThat(details.incident().standing().status()).isEqualTo(Standing.Status.CLOSED);
    assertThat(writer.alertVersion()).isEqualTo(before + 1);
    assertThat(history.positions()).contains(new Position("incident-actions", 0, 2));
  }

  @Test
  void anActionThatCannotBeKeptIsPassedOverAndThoseAroundItAreKept() {
    List<Arrival> came = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      came.add(Arrival.of(Alerts.opened("i" + i, "pump")));
      IncidentAction action = Actions.action("i" + i, 0, IncidentActionKind.CLOSE);
      action.setTime(i == 2 ? Instant.MAX : action.getTime());
      came.add(Arrival.of(action));
    }
    keep(came.toArray(new Arrival[0]));

    assertThat(writer.unreadable()).isEqualTo(1);
    for (int i = 0; i < 5; i++) {
      assertThat(history.details("i" + i).orElseThrow().incident().standing().status())
          .isEqualTo(i == 2 ? Standing.Status.NONE : Standing.Status.CLOSED);
    }
  }

  private List<String> keysOfTheFleet() {
    clock.move(Duration.ofSeconds(2)); // else what was sorted before is what is told
    FleetQuery all = new FleetQuery(null, null, null, 0, 100);
    return fleet.page(all).rows().stream().map(row -> row.name().key()).toList();
  }

  private List<String> keysWithScores() {
    List<String> keys = new ArrayList<>();
    history.eachReading((name, reading) -> keys.add(name.key()));
    return keys;
  }

  private void keep(Arrival... arrivals) {
    List<Position> read =
        List.of(new Position("alerts", 0, ++offset), new Position("scores", 0, offset));
    writer.write(new ArrayList<>(List.of(arrivals)), read);
  }

  private List<Float> observed(String key) {
    return history
        .signals(new KeyName("plant", key), null, null, Duration.ofHours(1), 10_000)
        .orElseThrow()
        .stretches()
        .stream()
        .flatMap(stretch -> stretch.buckets().stream())
        .map(bucket -> bucket.values()[SignalBucket.LAST])
        .toList();
  }

  private int scores(String alertId) {
    return history.details(alertId).orElseThrow().scores().size();
  }

  private static Arrival score(String key, int second) {
    return score(key, second, List.of());
  }

  private static Arrival score(String key, int second, float observed) {
    return score(key, second, List.of(new FeatureSignal("current", "A", observed, 4.5f, 4f, 6f)));
  }

  private static Arrival score(String key, int second, List<FeatureSignal> signals) {
    Instant end = Alerts.OPENED.plusSeconds(second);
    return Arrival.of(
        new WindowScore(
            "plant",
            key,
            end.minusSeconds(30),
            end,
            2.5,
            1.1,
            0.01,
            null,
            null,
            true,
            0.0,
            "3",
            0.5,
            signals));
  }
}
