package io.tidemark.pipeline.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.SensorStream;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.line.LineModel;
import io.tidemark.detector.model.HostileModels;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.control.ModelFile;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.ModelAction;
import io.tidemark.schemas.WindowScore;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models and detectors that change while the operator runs. */
class RolloutTest {
  private static final String YAML = PumpDetectors.PUMP.replace("warmup: 60", "warmup: 30");
  private static final long START = 1_700_000_000L;

  @TempDir Path folder;

  private Detectors detectors;
  private ModelFile second;
  private String first;
  private DetectHarness harness;
  private long time;
  private final Random random = new Random(1);

  @BeforeEach
  void start() throws Exception {
    detectors = PumpDetectors.in(folder, YAML);
    DetectorDefinition pump = detectors.definitions().iterator().next();
    first = Models.file(TinyModel.of(pump)).version();
    second = Models.unique(TinyModel.of(pump));
    harness = DetectHarness.open("heap", detectors, 1, null);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void aPromotionBlindsNobody(String backend) throws Exception {
    harness.close();
    harness = DetectHarness.open(backend, detectors, 4, null);
    seconds(60);
    promote();
    seconds(80);
    harness.end();
    List<WindowScore> live = judgedAfter(35);
    assertThat(live).hasSizeGreaterThan(100);
    // No window of the time after the warm-up is without a verdict.
    assertThat(live.get(0).getWindowEnd().getEpochSecond() + live.size() - 1)
        .isEqualTo(live.get(live.size() - 1).getWindowEnd().getEpochSecond());
    assertThat(live.get(live.size() - 1).getModelVersion()).isEqualTo(second.version());
    // By the model before, until the key has learned what is normal by the new one.
    int by = 0;
    while (live.get(by).getModelVersion().equals(first)) {
      by++;
    }
    assertThat(by).isBetween(60 - 35 + 27, 60 - 35 + 40);
    assertThat(live.subList(by, live.size()))
        .extracting(WindowScore::getModelVersion)
        .containsOnly(second.version());
  }

  @Test
  void aModelThatTakesTooMuchMemoryLeavesTheOneBeforeAtWork() throws Exception {
    harness.close();
    String large = second.digest();
    harness =
        new DetectHarness(
            "heap",
            detectors,
            1,
            1,
            0,
            null,
            (definition, model, batch, share) -> {
              if (model.digest().equals(large)) {
                throw new OutOfMemoryError("Cannot reserve direct buffer memory");
              }
              return LineModel.of(definition, model, batch, share);
            });
    seconds(60);
    promote();
    seconds(20);
    assertThat(judgedAfter(35))
        .hasSize(80 - 35)
        .extracting(WindowScore::getModelVersion)
        .containsOnly(first);
  }

  @Test
  void aPromotionWaitsForTheBarrierAndARestoreGoesOnWithIt() throws Exception {
    seconds(50);
    tell(ModelAction.OFFER, second);
    tell(ModelAction.PROMOTE, null);
    seconds(5);
    harness.barrier();
    seconds(50);
    assertThat(last()).isEqualTo(second.version());
    OperatorSubtaskState saved = harness.barrier();
    restart(saved, YAML);
    seconds(5);
    assertThat(last()).isEqualTo(second.version());
  }

  @Test
  void aRollBackJudgesByTheModelBeforeAtOnce() throws Exception {
    seconds(60);
    promote();
    seconds(60);
    assertThat(last()).isEqualTo(second.version());
    tell(ModelAction.ROLL_BACK, null);
    harness.barrier();
    seconds(3);
    assertThat(last()).isEqualTo(first);
    assertThat(judgedAfter(35)).hasSize(120 + 3 - 35);
  }

  @Test
  void aKeyThatWarmedUpAfterThePromotionHasVerdictsAfterARollBack() throws Exception {
    promote();
    seconds(60);
    assertThat(last()).isEqualTo(second.version());
    tell(ModelAction.ROLL_BACK, null);
    harness.barrier();
    seconds(60);
    assertThat(last()).isEqualTo(first);
    assertThat(judgedAfter(35)).hasSize(120 - 35);
  }

  @Test
  void aModelInTheShadowIsComparedAndServesAtOnceWhenItIsPromoted() throws Exception {
    tell(ModelAction.OFFER, second);
    tell(ModelAction.SHADOW, null);
    harness.barrier();
    seconds(250);
    assertThat(harness.reports()).isNotEmpty();
    assertThat(harness.reports().get(0).getDigest()).isEqualTo(second.digest());
    assertThat(judgedAfter(35)).extracting(WindowScore::getModelVersion).containsOnly(first);
    tell(ModelAction.PROMOTE, null);
    harness.barrier();
    seconds(3);
    assertThat(last()).isEqualTo(second.version());
  }

  @Test
  void aDetectorThatIsRemovedForgetsItsKeysAndEndsTheirIncidents() throws Exception {
    seconds(60);
    fault(6);
    assertThat(harness.alerts()).extracting(AnomalyAlert::getState).contains(AlertState.OPEN);
    tell("pump", ModelAction.REMOVE_DETECTOR, null, null);
    harness.barrier();
    AnomalyAlert end = harness.alerts().get(harness.alerts().size() - 1);
    assertThat(end.getState()).isEqualTo(AlertState.RESOLVED);
    assertThat(harness.timers()).isZero();
    int before = harness.scores().size();
    seconds(20);
    assertThat(harness.scores()).hasSize(before);
  }

  @Test
  void aChangeOfTheAlertsKeepsTheKeysAndAChangeOfTheWindowsDoesNot() throws Exception {
    seconds(60);
    tell(
        "pump",
        ModelAction.CHANGE_DETECTOR,
        defined(YAML),
        YAML.replace("updateEvery: 5s", "updateEvery: 7s"));
    harness.barrier();
    seconds(5);
    assertThat(judgedAfter(60)).hasSize(5);
    String longer = YAML.replace("length: 4", "length: 6");
    tell("pump", ModelAction.CHANGE_DETECTOR, defined(longer), longer);
    harness.barrier();
    int before = judgedAfter(0).size();
    seconds(20);
    assertThat(judgedAfter(0)).hasSize(before);
    seconds(20);
    assertThat(judgedAfter(0)).hasSizeGreaterThan(before + 5);
  }

  @Test
  void aConfigurationWhoseModelNoLongerFitsThePromotedOneServesItsOwn() throws Exception {
    promote();
    OperatorSubtaskState saved = harness.barrier();
    restart(saved, YAML.replace("length: 4", "length: 6"));
    seconds(60);
    assertThat(last()).isNotEqualTo(second.version());
  }

  @Test
  void modelsAreClosedWhenNothingNeedsThemAnyMore() throws Exception {
    promote();
    assertThat(Models.held(second)).isTrue();
    tell("pump", ModelAction.REMOVE_DETECTOR, null, null);
    harness.barrier();
    assertThat(Models.held(second)).isFalse();
  }

  /** Else the job would meet the same command after each restart. */
  @Test
  void aPromotedModelThatIsNotAdmittedHereIsForgottenAndTheJobGoesOn() throws Exception {
    seconds(60);
    tell(ModelAction.OFFER, unfit());
    tell(ModelAction.PROMOTE, null);
    harness.barrier();
    seconds(5);
    assertThat(last()).isEqualTo(first);
    assertThat(judgedAfter(60)).hasSize(5);

    // Where commands are admitted the rollout goes on.
    tell(ModelAction.ROLL_BACK, null);
    tell(ModelAction.SHADOW, null);
    tell(ModelAction.PROMOTE, null);
    OperatorSubtaskState saved = harness.barrier();
    restart(saved, YAML);
    seconds(5);
    assertThat(last()).isEqualTo(first);
    promote();
    seconds(60);
    assertThat(last()).isEqualTo(second.version());
  }

  @Test
  void aDetectorWhoseNewDefinitionHasAnUnfitModelGoesOnAsBeforeWhereItCan() throws Exception {
    seconds(60);
    tell(
        "pump",
        ModelAction.CHANGE_DETECTOR,
        unfit(),
        YAML.replace("updateEvery: 5s", "updateEvery: 7s"));
    harness.barrier();
    seconds(5);
    assertThat(judgedAfter(60)).hasSize(5);

    tell("pump", ModelAction.CHANGE_DETECTOR, unfit(), YAML.replace("length: 4", "length: 6"));
    OperatorSubtaskState saved = harness.barrier();
    seconds(5);
    assertThat(judgedAfter(60)).hasSize(5);
    restart(saved, YAML);
    seconds(5);
    assertThat(harness.scores()).isEmpty();
  }

  @Test
  void aDetectorThatIsAddedWithAnUnfitModelDoesNotRunAndTheOthersDo() throws Exception {
    tell("other", ModelAction.ADD_DETECTOR, unfit(), YAML.replace("name: pump", "name: other"));
    OperatorSubtaskState saved = harness.barrier();
    seconds(60);
    assertThat(last()).isEqualTo(first);
    restart(saved, YAML);
    seconds(60);
    assertThat(last()).isEqualTo(first);
  }

  @Test
  void aModelThatFailsOnSomeWindowsLeavesTheseWithoutAVerdict() throws Exception {
    DetectorDefinition pump = detectors.definitions().iterator().next();
    byte[] file = HostileModels.with(pump, HostileModels::failsBetween);
    tell(ModelAction.OFFER, new ModelFile(PumpDetectors.digest(file), "1", file));
    tell(ModelAction.PROMOTE, null);
    harness.barrier();
    seconds(100);
    int before = judgedAfter(0).size();
    send(20, 13.5);
    int spiked = judgedAfter(0).size();
    assertThat(spiked - before).isLessThan(15);
    harness.barrier();
    seconds(20);
    assertThat(judgedAfter(0).size() - spiked).isBetween(10, 20);
  }

  @Test
  void aModelWhoseStatisticsAreNonsenseStopsNothingAndCanBeRolledBack() throws Exception {
    DetectorDefinition pump = detectors.definitions().iterator().next();
    ModelFile nonsense =
        Models.file(
            TinyModel.of(pump)
                .withProperty("tidemark.fleetError", notPositiveDefinite(pump.features().size()))
                .withProperty("tidemark.fleetLatent", "")
                .withProperty("tidemark.fleetRecent", ""));
    seconds(60);
    tell(ModelAction.OFFER, nonsense);
    tell(ModelAction.PROMOTE, null);
    harness.barrier();
    seconds(100);
    assertThat(judgedAfter(60)).hasSizeLessThan(90);
    tell(ModelAction.ROLL_BACK, null);
    harness.barrier();
    int before = judgedAfter(0).size();
    seconds(20);
    assertThat(judgedAfter(0)).hasSize(before + 20);
    assertThat(last()).isEqualTo(first);
  }

  /** The packed lower triangle of a covariance that cannot be one. */
  private static String notPositiveDefinite(int length) {
    ByteBuffer packed =
        ByteBuffer.allocate(length * (length + 1) / 2 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < length; row++) {
      for (int column = 0; column <= row; column++) {
        packed.putFloat(row == column ? -1e6f : 0);
      }
    }
    return Base64.getEncoder().encodeToString(packed.array());
  }

  /** A model that passed admission elsewhere and computes something else here. */
  private ModelFile unfit() {
    DetectorDefinition pump = detectors.definitions().iterator().next();
    byte[] file = TinyModel.of(pump).withGoldenShift(0.1).bytes();
    return new ModelFile(PumpDetectors.digest(file), "unfit", file);
  }

  private static ModelFile defined(String yaml) {
    Detectors one = Detectors.parse(Path.of("models"), yaml);
    return Models.file(TinyModel.of(one.definitions().iterator().next()));
  }

  private void promote() throws Exception {
    tell(ModelAction.OFFER, second);
    tell(ModelAction.PROMOTE, null);
    harness.barrier();
  }

  private void tell(ModelAction action, @Nullable ModelFile model) throws Exception {
    tell("pump", action, model, null);
  }

  private void tell(
      String detector, ModelAction action, @Nullable ModelFile model, @Nullable String yaml)
      throws Exception {
    harness.tell(detector, action, model, yaml);
  }

  private void restart(OperatorSubtaskState saved, String yaml) throws Exception {
    harness.close();
    harness = DetectHarness.open("heap", PumpDetectors.in(folder, yaml), 1, saved);
  }

  private void seconds(int count) throws Exception {
    send(count, 10);
  }

  private void fault(int count) throws Exception {
    send(count, 20);
  }

  private void send(int count, double level) throws Exception {
    for (int i = 0; i < count; i++) {
      time++;
      Observation event =
          SensorStream.at(
              "a",
              (START + time) * 1000,
              time,
              level + random.nextGaussian() * 0.5,
              3 + random.nextGaussian() * 0.2);
      harness.send(event);
    }
    // What has come so far is scored, without a barrier that would let commands take effect.
    harness.logIsReadTo((START + time) * 1000 + 60_000);
    harness.timePasses(java.time.Duration.ofSeconds(1));
  }

  /** Verdicts on windows that end more than {@code second} seconds after the start. */
  private List<WindowScore> judgedAfter(int second) {
    return harness.scores().stream()
        .filter(score -> score.getThreshold() != null)
        .filter(score -> score.getWindowEnd().getEpochSecond() > START + 1 + second)
        .toList();
  }

  private String last() {
    List<WindowScore> judged = judgedAfter(0);
    return judged.get(judged.size() - 1).getModelVersion();
  }
}
