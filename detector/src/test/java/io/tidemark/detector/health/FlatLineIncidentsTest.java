package io.tidemark.detector.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.RoundTrip;
import io.tidemark.detector.alert.IncidentState;
import io.tidemark.detector.alert.IncidentTracker;
import io.tidemark.detector.calibration.LevelTail;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.ModelIdentity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Windows of 4 s. An anomaly opens after 2 windows and is over after 3 normal ones; a reading
 * stands still for too long after 5 s.
 */
class FlatLineIncidentsTest {
  private static final int SEEDS = 300;
  private static final LevelTail TAIL = new LevelTail(0, 0.1, 0.1);

  private final DetectorDefinition definition =
      Definitions.parse(
          Definitions.PUMP.replace("updateEvery: 5s", "updateEvery: 5s, reopenWithin: 5m")
              + "health: {flatLine: 5s}\n");
  private final SensorHealth health = new SensorHealth(definition);
  private final FlatLineIncidents incidents = new FlatLineIncidents(health);
  private final IncidentTracker tracker =
      new IncidentTracker(definition, new ModelIdentity("tiny", "1", "0a", "CPU"));

  private final List<AnomalyAlert> alerts = new ArrayList<>();
  private KeyHealth state = health.start();
  private IncidentState incident = new IncidentState();
  private int second;

  /**
   * A second of a key.
   *
   * @param flat which features have the value of the second before
   * @param window '.' normal, 'c' current stands out, 'p' pressure does, 'b' both, pressure a
   *     little more
   */
  private void second(String flat, char window) {
    second++;
    state = RoundTrip.of(state, KeyHealth::write, KeyHealth::read);
    double[] values = {flat.contains("c") ? 0 : second, flat.contains("p") ? 0 : second};
    OpenAnomaly open =
        new OpenAnomaly() {
          @Override
          public void settle() {}

          @Override
          public boolean openedNear(long millis) {
            return false;
          }

          @Override
          public boolean explainedBy(boolean[] features) {
            return incident.isOpen() && !state.tellsOfIncident() && state.led(features);
          }
        };
    health.closed(state, "p", second, second - 1, values, open, alerts::add);
    AnomalyAlert alert = incidents.track(tracker, incident, verdict(second, window), state);
    if (alert != null) {
      alerts.add(alert);
    }
  }

  private void seconds(String flat, String windows) {
    windows.chars().forEach(window -> second(flat, (char) window));
  }

  @Test
  void aFlatLineWithinAnAnomalyThatItExplainsIsPartOfItsIncident() {
    seconds("", "....");
    seconds("c", "cccccccccccc");
    seconds("", "ccc......");

    assertThat(told())
        .containsExactly(
            "ANOMALY OPEN 5",
            "ANOMALY UPDATE 10 current: no change for 5s.",
            "ANOMALY UPDATE 15 current: no change for 10s.",
            "ANOMALY UPDATE 20",
            "ANOMALY RESOLVED 24");
    assertThat(ids()).hasSize(1);
    assertThat(alerts).extracting(AnomalyAlert::getSequence).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void aReadingThatStandsStillAgainSoonIsTheSameIncident() {
    seconds("c", "......");
    seconds("", "..");
    seconds("c", ".........");

    assertThat(told())
        .containsExactly(
            "FLAT_LINE OPEN 6 current: no change for 5s.",
            "FLAT_LINE RESOLVED 7",
            "FLAT_LINE UPDATE 14 current: no change for 5s.");
    assertThat(alerts.get(2).getChange()).isEqualTo(AlertChange.REOPENED);
    assertThat(ids()).hasSize(1);
  }

  @Test
  void suchAnIncidentLastsAsLongAsItsFlatLine() {
    seconds("c", "..cc......................");
    assertThat(told()).doesNotContain("ANOMALY RESOLVED 7").last().asString().contains("UPDATE");
    seconds("", "..");
    assertThat(told()).last().isEqualTo("ANOMALY RESOLVED 27");
    assertThat(ids()).hasSize(1);
  }

  @Test
  void anAnomalyThatAFlatLineExplainsSendsNothing() {
    seconds("c", "......cccccc....cccccc");
    seconds("", "ccc......");

    assertThat(told()).containsExactly(OPENED, HIGH, RESOLVED);
  }

  private static final String OPENED = "FLAT_LINE OPEN 6 current: no change for 5s.";
  private static final String HIGH = "FLAT_LINE UPDATE 21 current: no change for 20s.";
  private static final String RESOLVED = "FLAT_LINE RESOLVED 23";

  @Test
  void anAnomalyThatAnotherReadingLeadsByLittleIsStillTheFlatLines() {
    seconds("c", "......");
    seconds("c", "bbbbbbb");
    seconds("", "bb.......");

    assertThat(told()).containsExactly(OPENED, "FLAT_LINE RESOLVED 14");
  }

  @Test
  void anotherFeatureThatStandsOutIsAnIncidentOfItsOwn() {
    seconds("c", "......cccccc");
    seconds("c", "pppp.....cc");

    assertThat(told())
        .containsExactly(
            OPENED, "ANOMALY OPEN 14", "ANOMALY UPDATE 19", HIGH, "ANOMALY RESOLVED 21");
  }

  @Test
  void aSingleWindowOfAnotherFeatureIsNone() {
    seconds("c", "......ccpccpcc");
    assertThat(told()).containsExactly(OPENED);
  }

  @Test
  void aFlatLineOfAnotherFeatureIsAnIncidentOfItsOwn() {
    seconds("", "....");
    seconds("c", "pppppppp");

    assertThat(told())
        .containsExactly(
            "ANOMALY OPEN 5", "FLAT_LINE OPEN 10 current: no change for 5s.", "ANOMALY UPDATE 10");
    assertThat(ids()).hasSize(2);
  }

  @Test
  void anAnomalyThatIsLeftWhenTheFlatLineIsLongOverIsTold() {
    seconds("c", "......cccc");
    seconds("", "cccccccccc");

    assertThat(told())
        .containsExactly(
            "FLAT_LINE OPEN 6 current: no change for 5s.",
            "FLAT_LINE RESOLVED 11",
            "ANOMALY OPEN 16");
  }

  @Test
  void whatIsOnlyHighByTheAverageOfBeforeIsNotTold() {
    seconds("c", "......cccc");
    second++;
    for (int i = 0; i < 20; i++) {
      second++;
      health.closed(
          state, "p", second, second - 1, new double[] {second, second}, new NoAnomaly(), a -> {});
      Verdict tail = verdict(second, 'p');
      Verdict smoothed =
          new Verdict(
              tail.scored(),
              0.5,
              TAIL,
              true,
              3,
              3,
              2,
              1,
              0.01,
              true,
              0,
              /* autoencoderLevel= */ Math.log(2),
              0.4);
      assertThat(incidents.track(tracker, incident, smoothed, state)).isNull();
    }
  }

  @Test
  void whateverHappensEachIncidentOpensOnceAndEndsAsOftenAsItOpens() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      alerts.clear();
      state = health.start();
      incident = new IncidentState();
      second = 0;
      for (int stretch = 0; stretch < 20; stretch++) {
        String flat = List.of("", "c", "p", "cp").get(random.nextInt(4));
        char mostly = ".cp".charAt(random.nextInt(3));
        for (int i = 0; i < random.nextInt(25); i++) {
          second(flat, random.nextInt(4) == 0 ? ".cp".charAt(random.nextInt(3)) : mostly);
        }
      }
      seconds("", "..........");

      Set<String> open = new HashSet<>();
      Set<String> ended = new HashSet<>();
      for (AnomalyAlert alert : alerts) {
        String id = alert.getAlertId();
        switch (alert.getState()) {
          case OPEN -> assertThat(open.add(id)).as("seed %d", seed).isTrue();
          case UPDATE -> {
            if (alert.getChange() == AlertChange.REOPENED) {
              assertThat(ended.contains(id) && open.add(id)).as("seed %d", seed).isTrue();
            }
            assertThat(open).as("seed %d", seed).contains(id);
          }
          default -> {
            assertThat(open.remove(id)).as("seed %d", seed).isTrue();
            ended.add(id);
          }
        }
      }
      assertThat(open).as("seed %d", seed).isEmpty();
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
                    + alert.getUpdatedAt().getEpochSecond()
                    + (alert.getNote() == null ? "" : " " + alert.getNote()))
        .toList();
  }

  private Set<String> ids() {
    Set<String> ids = new HashSet<>();
    alerts.forEach(alert -> ids.add(alert.getAlertId()));
    return ids;
  }

  private static Verdict verdict(int second, char window) {
    Window scored =
        new Window(
            "pump",
            "p",
            Window.Phase.LIVE,
            second * 1000L - 4000,
            second * 1000L,
            new float[8],
            new double[] {1, 7},
            null,
            0,
            List.of());
    float[] error = {window == 'c' ? 3 : 1, window == 'p' ? 3 : window == 'b' ? 1.1f : 1};
    float score = window == '.' ? 1 : 3;
    return new Verdict(
        new ScoredWindow(scored, score, error, new float[] {0.5f, 4}, new float[0]),
        Math.log1p(score),
        TAIL,
        true,
        score,
        window == '.' ? 0 : score,
        2,
        1,
        0.01,
        window != '.',
        0,
        Double.NaN,
        Double.NaN);
  }
}
