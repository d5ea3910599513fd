package io.tidemark.detector.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.coverage.CoverageChange;
import io.tidemark.detector.coverage.CoverageTracker;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.BatchScorer;
import io.tidemark.detector.model.CarriedState;
import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.detector.window.Window;
import io.tidemark.schemas.BlindReason;
import io.tidemark.schemas.Coverage;
import io.tidemark.schemas.CoverageState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Windows of 4 ticks of a second, a lateness of 2 s, a gap of 3 ticks, a warm-up of 12. */
class CoverageTest {
  private static final String KEY = "p";

  private final DetectorDefinition definition = Definitions.pump();
  private final OnnxModel file = open(TinyModel.of(definition));
  private final OnnxModel newFile = open(TinyModel.of(definition).withVersion("2"));
  private final LineModel model = LineModel.of(definition, file, 1, 1);
  private LineHost host = new LineHost(definition, DetectorModels.of(model));
  private long offset;

  private static OnnxModel open(TinyModel model) {
    return OnnxModel.open("tiny", model.bytes(), ProviderPreference.CPU);
  }

  @AfterEach
  void close() {
    file.close();
    newFile.close();
  }

  @Test
  void aKeyIsListedFromItsFirstEventOnAndToldByTheTenthUntilItIsWatched() {
    event(0);

    Coverage first = told().get(0);
    assertThat(told()).hasSize(1);
    assertThat(first.getState()).isEqualTo(CoverageState.WARMING_UP);
    assertThat(first.getLearned()).isZero();
    assertThat(first.getNeeded()).isEqualTo(12);

    events(1, 60);

    assertThat(statuses()).containsExactly("WARMING_UP", "WATCHED");
    assertThat(told().size()).isBetween(6, 13);
    assertThat(told().stream().map(Coverage::getLearned).limit(6)).doesNotHaveDuplicates();
  }

  @Test
  void aWatchedKeyThatNothingHappensToIsToldOnceAnHour() {
    events(0, 60);
    int before = told().size();

    events(60, 7_260);

    assertThat(told().size() - before).isEqualTo(2);
    assertThat(told()).last().extracting(Coverage::getState).isEqualTo(CoverageState.WATCHED);
  }

  @Test
  void aKeyThatFallsSilentIsBlindUntilItsWindowIsWholeAgain() {
    events(0, 60);
    host.advance(64_000);
    assertThat(statuses()).last().isEqualTo("WATCHED");

    host.advance(66_000);
    assertThat(statuses()).last().isEqualTo("SILENT");
    assertThat(told()).last().extracting(c -> c.getSince().toEpochMilli()).isEqualTo(59_000L);

    events(100, 110);
    assertThat(statuses()).endsWith("WATCHED", "SILENT", "GAP", "WATCHED");
  }

  @Test
  void aSilentKeyIsToldAgainAndEndsWhenItIsForgotten() {
    host =
        new LineHost(definition, DetectorModels.of(model), CoverageTracker.AGAIN.multipliedBy(2));
    events(0, 60);
    int before = told().size();

    host.advance(CoverageTracker.AGAIN.multipliedBy(3).toMillis());

    assertThat(told().subList(before, told().size()))
        .extracting(Coverage::getState)
        .containsExactly(CoverageState.BLIND, CoverageState.BLIND, CoverageState.FORGOTTEN);
    assertThat(host.recorder.coverage()).isEmpty();
  }

  @Test
  void aDeadReadingIsNamedAndTheKeyIsWatchedByTheOthers() {
    events(0, 60);
    for (int second = 60; second < 70; second++) {
      observe(second, second, 10, Double.NaN);
    }

    assertThat(statuses()).last().isEqualTo("WATCHED");
    assertThat(told()).last().extracting(Coverage::getDetail).isEqualTo("missing: pressure");
  }

  @Test
  void aKeyWithoutAnyReadingIsBlind() {
    events(0, 60);
    for (int second = 60; second < 70; second++) {
      observe(second, second, Double.NaN, Double.NaN);
    }

    assertThat(statuses()).last().isEqualTo("READING_MISSING");
    assertThat(told())
        .last()
        .extracting(Coverage::getDetail)
        .isEqualTo("missing: current, pressure");
  }

  @Test
  void eventsRarerThanTheTickAreToldWithTheTickThatWouldFit() {
    for (int second = 0; second < 300; second += 15) {
      event(second);
    }

    assertThat(statuses()).last().isEqualTo("RARER_THAN_TICK");
    assertThat(told())
        .last()
        .extracting(Coverage::getDetail)
        .asString()
        .contains("15 ticks of 1s apart", "a window.tick of 15s would fit");
    int before = told().size();
    for (int second = 300; second < 900; second += 15) {
      event(second);
    }
    assertThat(told()).hasSize(before);

    host.advance(1_100_000);
    assertThat(statuses()).last().isEqualTo("SILENT");
  }

  @Test
  void gapsFarApartAreNoPattern() {
    for (int start = 0; start < 200; start += 20) {
      events(start, start + 12);
    }

    assertThat(statuses()).doesNotContain("RARER_THAN_TICK");
  }

  @Test
  void eventsThatAllComeLateLeaveTheKeyBlind() {
    events(0, 60);
    for (int second = 60; second < 67; second++) {
      observe(second - 30, second, 10, 3);
    }

    assertThat(statuses()).last().isEqualTo("LATE");
  }

  @Test
  void anEventThatComesLateNowAndThenDoesNot() {
    for (int second = 0; second < 60; second++) {
      event(second);
      if (second > 30) {
        observe(second - 20, second, 10, 3);
      }
    }

    assertThat(statuses()).containsExactly("WARMING_UP", "WATCHED");
  }

  @Test
  void aClockThatWasSetBackIsToldAndOverWhenTheWindowIsWhole() {
    events(1000, 1060);
    for (int second = 1060; second < 1090; second++) {
      observe(second - 500, second, 10, 3);
    }

    assertThat(statuses()).containsSubsequence("WATCHED", "CLOCK_SET", "WATCHED");
  }

  @Test
  void windowsThatWaitWhenAClockIsSetSayNothingOfTheTimeAfterIt() {
    host = new LineHost(definition, DetectorModels.of(LineModel.of(definition, file, 64, 1)));
    events(1000, 1060);
    host.line.flush();
    events(1060, 1070);
    for (int second = 1070; second < 1083; second++) {
      observe(second - 500, second, 10, 3);
    }
    host.line.flush();

    assertThat(statuses()).last().isEqualTo("CLOCK_SET");
  }

  @Test
  void aClockThatLeapsAheadIsNotLate() {
    events(0, 60);
    for (int second = 60; second < 67; second++) {
      observe(second + 500, second, 10, 3);
    }

    assertThat(statuses()).last().isEqualTo("CLOCK_SET");
  }

  @Test
  void recordsThatCannotBeUsedAreTheReasonOfASilence() {
    events(0, 60);
    for (int second = 60; second < 64; second++) {
      refuse(second, BlindReason.UNDECODABLE);
    }
    assertThat(statuses()).last().isEqualTo("WATCHED");

    refuse(66, BlindReason.UNDECODABLE);
    assertThat(statuses()).last().isEqualTo("UNDECODABLE");

    events(70, 80);
    assertThat(statuses()).endsWith("UNDECODABLE", "GAP", "WATCHED");
  }

  @Test
  void aKeyWhoseEveryEventIsRefusedIsListed() {
    KeyState state = host.line.start("bad");
    host.line.refused(state, "bad", BlindReason.INVALID, 1_000);

    assertThat(host.recorder.covered())
        .extracting(change -> change.now().getReason())
        .containsExactly(BlindReason.INVALID);
  }

  @Test
  void aKeyThatCalibratesForANewModelIsNotWatched() {
    events(0, 60);
    host.line.serve(DetectorModels.of(LineModel.of(definition, newFile, 1, 1)));
    events(60, 65);

    assertThat(statuses()).last().isEqualTo("CALIBRATING");
    assertThat(told()).last().extracting(Coverage::getNeeded).isEqualTo(9);

    events(65, 90);
    assertThat(statuses()).endsWith("WATCHED", "CALIBRATING", "WATCHED");
  }

  @Test
  void aKeyThatTheModelBeforeJudgesMeanwhileIsWatched() {
    events(0, 60);
    host.line.serve(new DetectorModels(LineModel.of(definition, newFile, 1, 1), model, null));
    events(60, 90);

    assertThat(statuses()).containsExactly("WARMING_UP", "WATCHED");
  }

  @Test
  void aModelThatFailsLeavesItsKeysBlind() {
    LineModel failing =
        new LineModel(
            definition, file.metadata(), LineModel.identity(file), new Failing(), () -> 0, 1);
    events(0, 60);
    host.line.serve(DetectorModels.of(failing));
    events(60, 70);

    assertThat(statuses()).last().isEqualTo("MODEL_FAILED");
  }

  @Test
  void aDeviceThatStoresItsEventsIsNotBlindBetweenDeliveries() {
    for (int delivery = 0; delivery < 10; delivery++) {
      for (int second = 0; second < 30; second++) {
        observe(30 * delivery + second, 30 * delivery + 30, 10, 3);
      }
    }
    int before = told().size();
    for (int delivery = 10; delivery < 20; delivery++) {
      for (int second = 0; second < 30; second++) {
        observe(30 * delivery + second, 30 * delivery + 30, 10, 3);
      }
    }

    assertThat(told()).hasSize(before);
    assertThat(statuses()).last().isEqualTo("WATCHED");

    host.advance(800_000);
    assertThat(statuses()).last().isEqualTo("SILENT");
  }

  @Test
  void whatWasToldOutlivesARestore() {
    events(0, 60);
    host.restore(KEY);
    int before = told().size();
    events(60, 100);
    assertThat(told()).hasSize(before);

    host.advance(200_000);
    host.restore(KEY);
    host.advance(300_000);

    assertThat(statuses()).endsWith("WATCHED", "SILENT");
    assertThat(told()).hasSize(before + 1);
  }

  private void events(int from, int to) {
    for (int second = from; second < to; second++) {
      event(second);
    }
  }

  private void event(int second) {
    double wave = Math.sin(second * 1.7);
    observe(second, second, 10 + wave, 3 + 0.5 * wave);
  }

  private void observe(int eventSecond, int logSecond, double... values) {
    host.advance(logSecond * 1000L);
    Observation observation =
        new Observation(
            "pump", KEY, eventSecond * 1_000_000L, values, new SourcePosition(0, offset++));
    host.observe(observation, logSecond * 1000L, logSecond * 1000L);
  }

  private void refuse(int logSecond, BlindReason reason) {
    host.advance(logSecond * 1000L);
    host.line.refused(host.state(KEY), KEY, reason, logSecond * 1000L);
  }

  private List<Coverage> told() {
    return host.recorder.covered().stream().map(CoverageChange::now).toList();
  }

  /** States, or reasons, each once for as long as it stays. */
  private List<String> statuses() {
    List<String> statuses = new ArrayList<>();
    for (Coverage coverage : told()) {
      BlindReason reason = coverage.getReason();
      String status = reason == null ? coverage.getState().name() : reason.name();
      if (statuses.isEmpty() || !statuses.get(statuses.size() - 1).equals(status)) {
        statuses.add(status);
      }
    }
    return statuses;
  }

  /** A model that fails on each batch. */
  private static final class Failing implements BatchScorer {
    private int size;

    @Override
    public void add(Window window, CarriedState state) {
      size++;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public boolean full() {
      return size > 0;
    }

    @Override
    public void score() {
      throw new ModelException("it fails");
    }

    @Override
    public ScoredWindow scored(int i) {
      throw new IllegalStateException("it failed");
    }

    @Override
    public void clear() {
      size = 0;
    }
  }
}
