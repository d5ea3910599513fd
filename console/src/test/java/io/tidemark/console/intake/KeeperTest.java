package io.tidemark.console.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.Alerts;
import io.tidemark.console.MovingClock;
import io.tidemark.console.fleet.Fleet;
import io.tidemark.console.fleet.FleetQuery;
import io.tidemark.console.store.History;
import io.tidemark.console.store.Position;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.WindowScore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeeperTest {
  private static final Duration RETENTION = Duration.ofDays(90);

  @TempDir Path folder;
  private final MovingClock clock = new MovingClock(Alerts.OPENED);
  private final Fleet fleet = new Fleet(Duration.ofMinutes(5), clock);
  private History history;
  private Keeper keeper;
  private long offset;

  @BeforeEach
  void open() {
    history = History.open(folder, clock);
    keeper = new Keeper(history, fleet, "alerts", RETENTION, clock);
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
    keeper.flush();

    assertThat(scores("gap")).isEqualTo(2);
    assertThat(scores("anomaly")).isEqualTo(1);
  }

  @Test
  void scoresThatGatheredAreKeptAlsoWhenPartitionsAreLookedForMeanwhile() {
    keep(score("pump", 1));

    keeper.positions();
    keeper.flush();

    assertThat(keysWithScores()).containsExactly("pump");
  }

  @Test
  void aKeyThatIsNotHeardOfForTheRetentionIsForgotten() {
    keep(score("gone", 1), score("told", 1), score("lasts", 1));
    keep(Arrival.of(Alerts.opened("a", "told")), Arrival.of(Alerts.opened("b", "lasts")));
    keep(Arrival.of(Alerts.message("a", 1, AlertState.RESOLVED, Severity.HIGH, "told")));
    keeper.flush();
    assertThat(keysOfTheFleet()).containsExactlyInAnyOrder("gone", "told", "lasts");

    clock.move(RETENTION.plusHours(1));
    keep(score("new", 2));

    assertThat(keysOfTheFleet()).containsExactlyInAnyOrder("lasts", "new");
    assertThat(keysWithScores()).containsExactlyInAnyOrder("lasts", "new");
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
    keeper.keep(new ArrayList<>(List.of(arrivals)), read);
  }

  private int scores(String alertId) {
    return history.story(alertId).orElseThrow().scores().size();
  }

  private static Arrival score(String key, int second) {
    Instant end = Alerts.OPENED.plusSeconds(second);
    return Arrival.of(
        new WindowScore(
            "plant", key, end.minusSeconds(30), end, 2.5, 1.1, 0.01, null, null, true, 0.0, "3"));
  }
}
