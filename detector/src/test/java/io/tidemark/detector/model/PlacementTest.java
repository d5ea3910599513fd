package io.tidemark.detector.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import io.tidemark.detector.Definitions;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacementTest {
  private static final boolean HAS_CUDA =
      OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);

  /**
   * What the reason names where CUDA cannot be used: the jar, or what ONNX Runtime found wanting.
   */
  private static final String MISSING = HAS_CUDA ? "CUDA" : "onnxruntime_gpu";

  private final DetectorDefinition definition = Definitions.pump();

  @TempDir Path folder;

  @Test
  void theArenaOfADeviceGrowsAsRequestedAndWithinItsLimit() {
    assertThat(CudaProvider.settings(new Placement(ProviderPreference.PREFER_CUDA, 1, 0)))
        .containsEntry("arena_extend_strategy", "kSameAsRequested")
        .doesNotContainKey("gpu_mem_limit");
    assertThat(CudaProvider.settings(new Placement(ProviderPreference.PREFER_CUDA, 0, 1 << 30)))
        .containsEntry("gpu_mem_limit", "1073741824");
  }

  @Test
  void preferCudaFallsBackToTheCpuAndSaysWhy() throws Exception {
    assumeTrue(!cudaCanBeUsed(), "ONNX Runtime and this machine have CUDA");
    try (OnnxModel model = OnnxModel.open(file(), Placement.of(ProviderPreference.PREFER_CUDA))) {
      assertThat(model.provider().provider()).isEqualTo(ExecutionProvider.CPU);
      assertThat(model.provider().reason())
          .contains("fell back to cpu")
          .containsIgnoringCase(MISSING);
    }
  }

  @Test
  void requireCudaNamesWhatIsMissing() throws Exception {
    assumeTrue(!cudaCanBeUsed(), "ONNX Runtime and this machine have CUDA");
    Path file = file();
    assertThatThrownBy(() -> OnnxModel.open(file, Placement.of(ProviderPreference.REQUIRE_CUDA)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("require-cuda cannot be met")
        .message()
        .containsIgnoringCase(MISSING);
  }

  @Test
  void aDeviceScoresLikeTheCpuInPaddedBatches() throws Exception {
    assumeTrue(HAS_CUDA, "no CUDA: build with -Pgpu on a machine with a GPU to run this");
    Placement placement = new Placement(ProviderPreference.PREFER_CUDA, 0, 1L << 30);
    try (OnnxModel model = OnnxModel.open(file(), placement)) {
      assumeTrue(model.provider().provider() == ExecutionProvider.CUDA, model.provider().reason());
      scoresEachWindow(model, 37);
    }
  }

  @Test
  void aLargeBatchIsSplitToTheBestSizeAndScoresTheSame() throws Exception {
    try (OnnxModel model = OnnxModel.open(file(), ProviderPreference.CPU)) {
      BatchPlan plan = model.plan(300);
      assertThat(plan.batch()).isIn(16, 32, 64, 128, 256);
      assertThat(plan.microsPerWindow()).isPositive();
      assertThat(model.plan(512)).isSameAs(plan);
      assertThat(model.plan(8).batch()).isEqualTo(8);
      scoresEachWindow(model, 300);
    }
  }

  @Test
  void theStateOfTheEncoderIsLeftOutWhereNobodyAsksForIt() throws Exception {
    try (OnnxModel model = OnnxModel.open(file(), ProviderPreference.CPU)) {
      assertThat(model.newBatch(4, false).latentLength()).isZero();
    }
  }

  @Test
  void paddingIsToPowersOfTwo() {
    assertThat(WindowBatch.padded(1)).isEqualTo(1);
    assertThat(WindowBatch.padded(5)).isEqualTo(8);
    assertThat(WindowBatch.padded(64)).isEqualTo(64);
    assertThat(WindowBatch.padded(65)).isEqualTo(128);
  }

  private static boolean cudaCanBeUsed() {
    return HAS_CUDA && Files.exists(Path.of("/dev/nvidiactl"));
  }

  private static void scoresEachWindow(OnnxModel model, int windows) {
    Random random = new Random(1);
    WindowBatch batch = model.newBatch(windows);
    double[] expected = new double[windows];
    for (int i = 0; i < windows; i++) {
      float[] window = new float[8];
      for (int j = 0; j < window.length; j++) {
        window[j] = (float) random.nextGaussian();
      }
      expected[i] = TinyModel.score(window);
      batch.add(window);
    }
    model.score(batch);
    for (int i = 0; i < windows; i++) {
      assertThat((double) batch.score(i)).isCloseTo(expected[i], within(1e-5));
    }
  }

  private Path file() throws Exception {
    return Files.write(folder.resolve("tiny.onnx"), TinyModel.of(definition).bytes());
  }
}
