package io.tidemark.pipeline.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.control.ModelChange;
import io.tidemark.pipeline.control.ModelFile;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.ModelAction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SteeredScoreOperatorTest {
  @TempDir Path folder;
  private Detectors detectors;
  private String defined;
  private ModelFile second;
  private TwoInputStreamOperatorTestHarness<Window, ModelChange, ScoredWindow> harness;
  private long time;

  @BeforeEach
  void start() throws Exception {
    detectors = PumpDetectors.in(folder, PumpDetectors.PUMP);
    DetectorDefinition pump = detectors.definitions().iterator().next();
    defined = PumpDetectors.digest(TinyModel.of(pump).bytes());
    byte[] other = TinyModel.of(pump).withGoldenShift(1e-6).bytes();
    second = new ModelFile(PumpDetectors.digest(other), "2", other);
    harness = open(null);
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
    assertThat(scoredBy()).containsExactly(defined);

    snapshot(1);
    send();

    assertThat(scoredBy()).containsExactly(defined, second.digest());
  }

  @Test
  void aRestoredOperatorScoresWithTheVersionOfTheCheckpoint() throws Exception {
    tell(ModelAction.OFFER);
    snapshot(1);
    tell(ModelAction.PROMOTE);
    OperatorSubtaskState before = snapshotBeforeAnyMoreChange();
    send();
    assertThat(scoredBy()).containsExactly(second.digest());
    tell(ModelAction.ROLL_BACK);
    snapshot(3);
    send();
    assertThat(scoredBy()).containsExactly(second.digest(), defined);

    harness.close();
    harness = open(before);
    send();

    assertThat(scoredBy()).containsExactly(second.digest());
  }

  @Test
  void aModelInTheShadowSpeaksRightAfterTheServingOne() throws Exception {
    tell(ModelAction.OFFER);
    tell(ModelAction.SHADOW);
    snapshot(1);
    send();
    send();

    assertThat(scoredBy()).containsExactly(defined, second.digest(), defined, second.digest());
    List<ScoredWindow> scored = harness.extractOutputValues();
    assertThat(scored).extracting(ScoredWindow::shadow).containsExactly(false, true, false, true);
    assertThat(scored.get(1).window()).isSameAs(scored.get(0).window());
  }

  @Test
  void letsGoOfModelsThatNobodyNeeds() throws Exception {
    tell(ModelAction.OFFER);
    tell(ModelAction.PROMOTE);
    snapshot(1);
    assertThat(held(second.digest())).isTrue();
    tell(ModelAction.ROLL_BACK);
    snapshot(2);

    assertThat(held(second.digest())).isFalse();
  }

  private static boolean held(String digest) {
    var hold = io.tidemark.detector.model.SharedModel.acquireOpen(digest, ProviderPreference.CPU);
    if (hold != null) {
      hold.close();
    }
    return hold != null;
  }

  private OperatorSubtaskState snapshotBeforeAnyMoreChange() throws Exception {
    return snapshot(2);
  }

  private OperatorSubtaskState snapshot(long checkpoint) throws Exception {
    harness.prepareSnapshotPreBarrier(checkpoint);
    return harness.snapshot(checkpoint, checkpoint);
  }

  private TwoInputStreamOperatorTestHarness<Window, ModelChange, ScoredWindow> open(
      @Nullable OperatorSubtaskState state) throws Exception {
    TwoInputStreamOperatorTestHarness<Window, ModelChange, ScoredWindow> opened =
        new TwoInputStreamOperatorTestHarness<>(
            new SteeredScoreOperator(
                detectors, ModelFiles.local(), new Scoring(1, Duration.ofMillis(20))));
    opened.setup(Types.SCORED_WINDOW.createSerializer(new SerializerConfigImpl()));
    if (state != null) {
      opened.initializeState(state);
    }
    opened.open();
    return opened;
  }

  private void tell(ModelAction action) throws Exception {
    ModelFile offered = action == ModelAction.OFFER ? second : null;
    harness.processElement2(new StreamRecord<>(new ModelChange("pump", action, offered, null)));
  }

  private void send() throws Exception {
    Window window =
        new Window(
            "pump",
            "a",
            Window.Phase.LIVE,
            time,
            time += 4000,
            new float[8],
            new float[2],
            null,
            0,
            List.of());
    harness.processElement1(new StreamRecord<>(window));
  }

  private List<String> scoredBy() {
    return harness.extractOutputValues().stream().map(ScoredWindow::model).toList();
  }
}
