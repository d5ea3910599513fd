package io.tidemark.detector.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.definition.DetectorDefinition;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TrialRunTest {
  private static final DetectorDefinition PUMP = Definitions.pump();

  @Test
  void aModelThatFitsRunsWithinTheGatesLimits() {
    byte[] file = TinyModel.of(PUMP).bytes();
    assertThatCode(() -> TrialRun.GATE.of(file)).doesNotThrowAnyException();
  }

  /**
   * All products take hours; the constant folding of a session would compute them while it loads.
   */
  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aRunThatTakesTooLongIsEnded() {
    byte[] file = HostileModels.with(PUMP, graph -> HostileModels.products(graph, 2_048, 50_000));
    assertThatCode(() -> GraphRules.require(file)).doesNotThrowAnyException();

    assertThatThrownBy(() -> new TrialRun(Duration.ofMillis(200), 2L << 30).of(file))
        .isInstanceOf(ModelException.class)
        .hasMessage("its trial run took longer than the accepted 200 ms");
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("model-trial");
  }

  /** Nothing ends a run within an operator: this one takes seconds, its like takes years. */
  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aRunWhoseOperatorDoesNotEndIsAbandoned() throws Exception {
    byte[] file = HostileModels.with(PUMP, graph -> HostileModels.widePool(graph, 1 << 17));
    assertThatCode(() -> GraphRules.require(file)).doesNotThrowAnyException();

    TrialRun trial = new TrialRun(Duration.ofMillis(100), 2L << 30, Duration.ofMillis(100));
    assertThatThrownBy(() -> trial.of(file))
        .isInstanceOf(ModelException.class)
        .hasMessage("its trial run did not end within 200 ms: an operator computes for too long");
    assertThat(ModelAdmission.busy()).isTrue();

    while (ModelAdmission.busy()) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThatCode(() -> TrialRun.GATE.of(TinyModel.of(PUMP).bytes())).doesNotThrowAnyException();
  }

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aRunThatTakesTooMuchMemoryIsEnded() {
    assumeThat(ResidentMemory.known()).as("the system tells what a process takes").isTrue();
    byte[] file = HostileModels.with(PUMP, graph -> HostileModels.doublings(graph, 40));

    assertThatThrownBy(() -> new TrialRun(Duration.ofMinutes(2), 256L << 20).of(file))
        .isInstanceOf(ModelException.class)
        .hasMessage("its trial run took more than the accepted 256 MiB of memory");
  }

  @Test
  void aModelThatFailsOnlyInLargerBatchesIsRefused() {
    for (int[] batches : new int[][] {{4, 16}, {20, 64}, {65, 128}}) {
      byte[] file =
          HostileModels.with(PUMP, graph -> HostileModels.failsFromBatch(graph, batches[0]));
      assertThatThrownBy(() -> TrialRun.GATE.of(file))
          .isInstanceOf(ModelException.class)
          .hasMessageStartingWith(
              "it fails on golden windows in a batch of %d: ".formatted(batches[1]));
    }
  }

  @Test
  void aModelIsTriedInTheLargestBatchThatItWillScore() {
    byte[] file = HostileModels.with(PUMP, graph -> HostileModels.failsFromBatch(graph, 200));
    assertThatCode(() -> TrialRun.GATE.of(file)).doesNotThrowAnyException();
    assertThatThrownBy(() -> TrialRun.GATE.of(file, 256))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("it fails on golden windows in a batch of 256: ");
  }

  @Test
  void aModelThatFailsOnASpikeIsRefused() {
    byte[] file = HostileModels.with(PUMP, graph -> HostileModels.failsBeyond(graph, 4));
    assertThatThrownBy(() -> TrialRun.GATE.of(file))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("it fails on windows at the clipping limits in a batch of 1: ");
  }

  /** The rules see the size of this tensor, so they would refuse it first. */
  @Test
  void memoryThatOnlyTheLargestBatchTakesCountsAgainstTheLimit() {
    assumeThat(ResidentMemory.known()).as("the system tells what a process takes").isTrue();
    byte[] file = HostileModels.with(PUMP, graph -> HostileModels.power(graph, 4));
    assertThatThrownBy(() -> new TrialRun(Duration.ofMinutes(2), 256L << 20).of(file))
        .isInstanceOf(ModelException.class)
        .hasMessage("its trial run took more than the accepted 256 MiB of memory");
  }
}
