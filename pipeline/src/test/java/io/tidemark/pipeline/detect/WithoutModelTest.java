package io.tidemark.pipeline.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.LogLines;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.control.ModelFile;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.FeatureDeviation;
import io.tidemark.schemas.FeatureSignal;
import io.tidemark.schemas.ModelAction;
import io.tidemark.schemas.WindowScore;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A detector without a model, and one that gets a model while the operator runs. */
class WithoutModelTest {
  private static final String YAML =
      PumpDetectors.PUMP
          .replace("warmup: 60", "warmup: 40")
          .replace("model: {path: pump.onnx, provider: cpu}", "model: none");
  private static final long START = 1_700_000_000_000L;

  @TempDir Path folder;
  private Detectors detectors;
  private ModelFile model;

  @BeforeEach
  void make() throws Exception {
    detectors = PumpDetectors.in(folder, YAML);
    DetectorDefinition pump = detectors.definitions().iterator().next();
    model = Models.unique(TinyModel.of(pump));
  }

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void judgesByTheCompanionAloneAndTheLogSaysWhatWouldSeeMore(String backend) throws Exception {
    try (LogLines log = LogLines.of(DetectorLines.class);
        DetectHarness harness = open(backend, null)) {
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith(
              "INFO Detector pump has no model: the linear companion judges its keys alone.")
          .contains("tidemark train --topic");
      send(harness, 0, 160, 120);
      harness.barrier();

      AnomalyAlert opening = harness.alerts().get(0);
      assertThat(opening.getState()).isEqualTo(AlertState.OPEN);
      assertThat(opening.getModel().getDigest()).isEmpty();
      assertThat(opening.getFeatures().get(0).getFeature()).isEqualTo("current");
      assertThat(judged(harness)).extracting(WindowScore::getModelVersion).containsOnly("");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void aPromotedModelTakesOverWhenKeysHaveLearnedItAndNoWindowIsWithoutAVerdict(String backend)
      throws Exception {
    OperatorSubtaskState saved;
    try (DetectHarness harness = open(backend, null)) {
      send(harness, 0, 80, 1_000);
      harness.tell("pump", ModelAction.OFFER, model, null);
      harness.tell("pump", ModelAction.SHADOW, null, null);
      harness.barrier();
      send(harness, 80, 100, 1_000);
      harness.tell("pump", ModelAction.PROMOTE, null, null);
      saved = harness.barrier();
      assertThat(harness.reports()).extracting(ControlEvent::getDigest).contains(model.digest());
      assertThat(judged(harness)).extracting(WindowScore::getModelVersion).containsOnly("");
    }
    try (DetectHarness harness = open(backend, saved)) {
      send(harness, 100, 200, 1_000);
      harness.tell("pump", ModelAction.ROLL_BACK, null, null);
      harness.barrier();
      List<WindowScore> judged = List.copyOf(judged(harness));
      assertThat(judged).hasSize(100).isEqualTo(harness.scores());
      assertThat(judged.get(0).getModelVersion()).isEmpty();
      assertThat(judged.get(99).getModelVersion()).isEqualTo(model.version());

      send(harness, 200, 210, 1_000);
      assertThat(harness.scores().get(harness.scores().size() - 1).getModelVersion()).isEmpty();
    }
  }

  @Test
  void eachScoreCarriesTheSignalsOfItsLastTickAsTheAlertShowsThem() throws Exception {
    try (DetectHarness harness = open("heap", null)) {
      send(harness, 0, 160, 120);
      harness.barrier();

      AnomalyAlert opened =
          harness.alerts().stream()
              .filter(alert -> alert.getState() == AlertState.OPEN)
              .findFirst()
              .orElseThrow();
      WindowScore score =
          harness.scores().stream()
              .filter(scored -> scored.getWindowEnd().equals(opened.getWindowEnd()))
              .findFirst()
              .orElseThrow();
      assertThat(score.getSignals())
          .extracting(FeatureSignal::getFeature)
          .containsExactly("current", "pressure");
      FeatureDeviation told = opened.getFeatures().get(0);
      FeatureSignal signal =
          score.getSignals().stream()
              .filter(each -> each.getFeature().equals(told.getFeature()))
              .findFirst()
              .orElseThrow();
      assertThat(signal.getUnit()).isEqualTo(told.getUnit());
      assertThat(signal.getObserved()).isEqualTo((float) told.getObserved());
      assertThat(signal.getExpected()).isEqualTo((float) told.getExpected());
      assertThat(signal.getNormalLow()).isEqualTo(told.getNormalLow().floatValue());
      assertThat(signal.getNormalHigh()).isEqualTo(told.getNormalHigh().floatValue());
    }
  }

  @Test
  void aDetectorThatACommandBringsNeedsNoModelEither() throws Exception {
    try (DetectHarness harness = open("heap", null)) {
      String other = YAML.replace("name: pump", "name: other");
      harness.tell("other", ModelAction.ADD_DETECTOR, null, other);
      harness.barrier();
      for (Observation event : stream(0, 100, 1_000)) {
        harness.send(
            new Observation(
                "other", event.key(), event.eventTimeMicros(), event.values(), event.source()));
      }
      harness.barrier();
      assertThat(judged(harness)).isNotEmpty();
      assertThat(harness.scores()).extracting(WindowScore::getDetector).containsOnly("other");
    }
  }

  private DetectHarness open(String backend, @Nullable OperatorSubtaskState saved)
      throws Exception {
    return DetectHarness.open(backend, detectors, 4, saved);
  }

  private static List<WindowScore> judged(DetectHarness harness) {
    return harness.scores().stream().filter(score -> score.getThreshold() != null).toList();
  }

  private static List<Observation> stream(int from, int to, int jumpAt) {
    return SensorStream.noisy("a", to, jumpAt, 3).subList(from, to).stream()
        .map(
            event ->
                SensorStream.at(
                    "a", START + event.eventTimeMillis(), event.source().offset(), event.values()))
        .toList();
  }

  private static void send(DetectHarness harness, int from, int to, int jumpAt) throws Exception {
    harness.sendAll(stream(from, to, jumpAt));
  }
}
