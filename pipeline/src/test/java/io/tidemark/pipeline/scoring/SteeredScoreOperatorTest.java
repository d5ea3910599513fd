package io.tidemark.pipeline.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.Placement;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.model.SharedModel;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.control.ModelChange;
import io.tidemark.pipeline.control.ModelFile;
import io.tidemark.schemas.ModelAction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SteeredScoreOperatorTest {
  private static final String OTHER = PumpDetectors.PUMP.replace("name: pump", "name: other");

  @TempDir Path folder;
  private String defined;
  private ModelFile second;
  private SteeredHarness harness;

  @BeforeEach
  void start() throws Exception {
    Detectors detectors = PumpDetectors.in(folder, PumpDetectors.PUMP);
    DetectorDefinition pump = detectors.definitions().iterator().next();
    defined = Models.file(TinyModel.of(pump)).digest();
    second = Models.unique(TinyModel.of(pump));
    harness = new SteeredHarness(detectors, 1, null);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void aPromotionWaitsForTheNextCheckpoint() throws Exception {
    tell(ModelAction.OFFER);
    tell(ModelAction.PROMOTE);
    send();
    assertThat(harness.scoredBy()).containsExactly(defined);

    harness.barrier(1);
    send();

    assertThat(harness.scoredBy()).containsExactly(defined, second.digest());
  }

  @Test
  void aModelThatComesByCommandRunsOnTheDeviceThatFlinkGaveWithinItsMemory() throws Exception {
    harness.close();
    harness =
        new SteeredHarness(
            PumpDetectors.in(folder, PumpDetectors.PUMP),
            new Scoring(1, Duration.ofMillis(20), null, 5),
            resource -> Set.of(new CudaDeviceTest.Gpu("3")),
            null);
    tell(ModelAction.OFFER);
    tell(ModelAction.PROMOTE);
    harness.barrier(1);

    Placement expected = new Placement(ProviderPreference.CPU, 3, 5 * 1024 * 1024);
    try (SharedModel open =
            Objects.requireNonNull(
                SharedModel.acquireOpen(second.digest(), ProviderPreference.CPU));
        SharedModel placed = SharedModel.acquire(second.digest(), second.bytes(), expected)) {
      assertThat(placed.model()).isSameAs(open.model());
    }
  }

  @Test
  void aWindowThatWaitsAtTheBarrierIsStillScoredByTheModelBefore() throws Exception {
    harness.close();
    harness = new SteeredHarness(PumpDetectors.in(folder, PumpDetectors.PUMP), 2, null);
    tell(ModelAction.OFFER);
    tell(ModelAction.PROMOTE);
    send();
    assertThat(harness.scored()).isEmpty();

    harness.barrier(1);

    assertThat(harness.scoredBy()).containsExactly(defined);
  }

  @Test
  void aRestoredOperatorScoresWithTheVersionOfTheCheckpoint() throws Exception {
    tell(ModelAction.OFFER);
    harness.barrier(1);
    tell(ModelAction.PROMOTE);
    OperatorSubtaskState before = harness.barrier(2);
    send();
    assertThat(harness.scoredBy()).containsExactly(second.digest());
    tell(ModelAction.ROLL_BACK);
    harness.barrier(3);
    send();
    assertThat(harness.scoredBy()).containsExactly(second.digest(), defined);

    restart(before, PumpDetectors.PUMP);
    send();

    assertThat(harness.scoredBy()).containsExactly(second.digest());
  }

  @Test
  void aModelInTheShadowSpeaksRightAfterTheServingOne() throws Exception {
    tell(ModelAction.OFFER);
    tell(ModelAction.SHADOW);
    harness.barrier(1);
    send();
    send();

    assertThat(harness.scoredBy())
        .containsExactly(defined, second.digest(), defined, second.digest());
    assertThat(harness.scored())
        .extracting(ScoredWindow::shadow)
        .containsExactly(false, true, false, true);
    assertThat(harness.scored().get(1).window()).isSameAs(harness.scored().get(0).window());
  }

  @Test
  void aModelInTheShadowScoresEachWindowItself() throws Exception {
    tell(ModelAction.OFFER);
    tell(ModelAction.SHADOW);
    harness.barrier(1);
    harness.send("pump", 1, 2, 3, 4, 5, 6, 7, 8);
    harness.send("pump", 4, 4, 4, 4, 4, 4, 4, 4);

    assertThat(harness.scored())
        .filteredOn(ScoredWindow::shadow)
        .hasSize(2)
        .allSatisfy(
            scored ->
                assertThat((double) scored.score())
                    .isCloseTo(TinyModel.score(scored.window().values()), within(1e-5)));
  }

  @Test
  void letsGoOfModelsThatNobodyNeeds() throws Exception {
    tell(ModelAction.OFFER);
    tell(ModelAction.PROMOTE);
    harness.barrier(1);
    assertThat(Models.held(second)).isTrue();
    tell(ModelAction.ROLL_BACK);
    harness.barrier(2);

    assertThat(Models.held(second)).isFalse();
  }

  @Test
  void aModelThatDoesNotComputeHereWhatItsTrainerComputedTakesOverNothingAndIsNotHeld()
      throws Exception {
    DetectorDefinition pump = Definitions.parse(PumpDetectors.PUMP);
    ModelFile wrong = Models.unique(TinyModel.of(pump).withGoldenShift(0.1));
    harness.tell("pump", ModelAction.OFFER, wrong, null);
    tell(ModelAction.PROMOTE);

    assertThatThrownBy(() -> harness.barrier(1))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("golden window 0 scores");

    assertThat(Models.held(wrong)).isFalse();
  }

  @Test
  void aChangeWhoseCheckpointWasCancelledOnItsWaySendsTheJobBack() {
    harness.tell(new ModelChange("pump", ModelAction.OFFER, second, null, 4));

    assertThatThrownBy(() -> harness.barrier(5))
        .hasMessageContaining("checkpoint 4 was cancelled on its way");
  }

  @Test
  void showsWhichVersionServesNow() throws Exception {
    assertThat(serving("1")).isEqualTo(1);
    tell(ModelAction.OFFER);
    tell(ModelAction.PROMOTE);
    harness.barrier(1);
    assertThat(serving("1")).isZero();
    assertThat(serving(second.version())).isEqualTo(1);
    tell(ModelAction.ROLL_BACK);
    harness.barrier(2);

    assertThat(serving("1")).isEqualTo(1);
    assertThat(serving(second.version())).isZero();
    assertThat(harness.metrics().gauge("detector.pump.nativeBytes").longValue()).isNotNegative();
  }

  @Test
  void aDetectorThatCameByACommandIsScoredByTheModelThatCameWithItAlsoAfterARestart()
      throws Exception {
    harness.tell("other", ModelAction.ADD_DETECTOR, second, OTHER);
    OperatorSubtaskState saved = harness.barrier(1);
    harness.send("other", new float[8]);
    send();
    assertThat(harness.scoredBy()).containsExactly(second.digest(), defined);

    restart(saved, PumpDetectors.PUMP);
    harness.send("other", new float[8]);
    send();

    assertThat(harness.scoredBy()).containsExactly(second.digest(), defined);
  }

  @Test
  void aRemovedDetectorIsServedByNoModelAndHoldsNone() throws Exception {
    tell(ModelAction.OFFER);
    tell(ModelAction.PROMOTE);
    harness.barrier(1);
    harness.tell("pump", ModelAction.REMOVE_DETECTOR, null, null);
    assertThat(serving(second.version())).isEqualTo(1);

    harness.barrier(2);

    assertThat(serving("1")).isZero();
    assertThat(serving(second.version())).isZero();
    assertThat(harness.metrics().gauge("models").intValue()).isZero();
    assertThat(Models.held(second)).isFalse();
  }

  @Test
  void aDetectorThatWasRemovedIsNotServedAfterARestart() throws Exception {
    harness.tell("pump", ModelAction.REMOVE_DETECTOR, null, null);

    restart(harness.barrier(1), PumpDetectors.PUMP);

    assertThat(serving("1")).isZero();
    assertThat(harness.metrics().gauge("models").intValue()).isZero();
  }

  @Test
  void aPromotedModelThatFitsTheConfigurationNoMoreGivesWayToTheDefinitionsForGood()
      throws Exception {
    tell(ModelAction.OFFER);
    tell(ModelAction.PROMOTE);
    OperatorSubtaskState promoted = harness.barrier(1);

    restart(promoted, PumpDetectors.PUMP.replace("length: 4", "length: 5"));
    harness.send("pump", new float[10]);

    assertThat(harness.scoredBy()).singleElement().isNotIn(defined, second.digest());
    assertThat(Models.held(second)).isFalse();

    restart(harness.barrier(2), PumpDetectors.PUMP);
    send();

    assertThat(harness.scoredBy()).containsExactly(defined);
  }

  @Test
  void theWindowsWatermarksPassBehindTheWindowsAndTheCommandsNotAtAll() throws Exception {
    harness.close();
    harness = new SteeredHarness(PumpDetectors.in(folder, PumpDetectors.PUMP), 2, null);
    send();
    harness.commandsAreAt(9);
    assertThat(harness.output()).isEmpty();

    harness.windowsAreAt(5);

    assertThat(harness.scored()).hasSize(1);
    assertThat(harness.output()).hasSize(2).last().isEqualTo(new Watermark(5));
  }

  private void restart(@Nullable OperatorSubtaskState saved, String configuration)
      throws Exception {
    harness.close();
    harness = new SteeredHarness(PumpDetectors.in(folder, configuration), 1, saved);
  }

  private void tell(ModelAction action) {
    harness.tell("pump", action, action == ModelAction.OFFER ? second : null, null);
  }

  private void send() {
    harness.send("pump", new float[8]);
  }

  /** What the gauge of a version shows. */
  private int serving(String version) {
    return harness.metrics().gauge("detector.pump.version." + version + ".modelServing").intValue();
  }
}
