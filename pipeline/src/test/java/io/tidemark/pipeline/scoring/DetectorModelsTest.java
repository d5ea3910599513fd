package io.tidemark.pipeline.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.Placement;
import io.tidemark.detector.model.SharedModel;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.control.ModelFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.api.operators.StreamingRuntimeContext;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectorModelsTest {
  private static final String OTHER =
      PumpDetectors.PUMP.replace("name: pump", "name: other").replace("pump.onnx", "other.onnx");

  @TempDir Path folder;

  @Test
  void aModelIsHeldUntilTheOperatorIsClosed() throws Exception {
    Detectors detectors = PumpDetectors.in(folder, PumpDetectors.PUMP);
    ModelFile model = write(detectors, "pump", 0);
    DetectorModels models = open(detectors);
    assertThat(models.of("pump").digest()).isEqualTo(model.digest());
    assertThat(Models.held(model)).isTrue();

    models.close();

    assertThat(Models.held(model)).isFalse();
    assertThatThrownBy(() -> models.of("pump")).hasMessage("pump");
  }

  @Test
  void whereOneModelIsRefusedNoneStaysHeld() throws Exception {
    Detectors detectors = PumpDetectors.in(folder, PumpDetectors.PUMP, OTHER);
    ModelFile good = write(detectors, "pump", 0);
    ModelFile bad = write(detectors, "other", 0.1);

    assertThatThrownBy(() -> open(detectors))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("golden window 0 scores");

    assertThat(Models.held(good)).isFalse();
    assertThat(Models.held(bad)).isFalse();
  }

  @Test
  void sessionsAreSharedByDeviceAndMemoryLimit() throws Exception {
    Detectors detectors = PumpDetectors.in(folder, PumpDetectors.PUMP);
    Path file = Objects.requireNonNull(detectors.find("pump")).model().path();
    Placement same = new Placement(ProviderPreference.CPU, 3, 5 * 1024 * 1024);
    try (DetectorModels models = open(detectors);
        SharedModel another = SharedModel.acquire(file, same)) {
      assertThat(models.of("pump")).isSameAs(another.model());
    }
  }

  /** Puts a model where the definition says. */
  private static ModelFile write(Detectors detectors, String detector, double goldenShift)
      throws Exception {
    DetectorDefinition definition = Objects.requireNonNull(detectors.find(detector));
    ModelFile file = Models.unique(TinyModel.of(definition).withGoldenShift(goldenShift));
    Files.write(definition.model().path(), file.bytes());
    return file;
  }

  /** On device 3, with 5 MiB of its memory. */
  private static DetectorModels open(Detectors detectors) {
    return DetectorModels.open(
        detectors,
        ModelFiles.local(),
        new Scoring(1, Duration.ofMillis(20), null, 5),
        new StreamingRuntimeContext(
            new MockEnvironmentBuilder().build(),
            Map.of(),
            UnregisteredMetricsGroup.createOperatorMetricGroup(),
            new OperatorID(),
            new TestProcessingTimeService(),
            null,
            resource -> Set.of(new CudaDeviceTest.Gpu("3"))));
  }
}
